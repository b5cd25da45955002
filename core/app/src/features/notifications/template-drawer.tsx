import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { MessageTemplate } from "@/api/types";
import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { prefs } from "@/lib/prefs";
import { question } from "@/lib/question";
import { zoneName } from "@/lib/zone";

import { useBlocked, useChange } from "./changing";
import { AreaField, SelectField } from "./fields";
import { Form } from "./form";
import { Preview } from "./preview";
import { eventsQuery, putTemplate, resetTemplate } from "./requests";
import { SendTest } from "./send-test";
import { useText } from "./text/use";
import { KINDS } from "./words";

/** A template beside what it makes of something that happened. Saving sees that it fits every sample. */
export default function TemplateDrawer({ template, onClose }: { template: MessageTemplate; onClose: () => void }) {
  const { t } = useText();
  const { name, language } = template;
  const title = `${t.notes.kinds[name]}, ${t.notes.languages[language]}`;
  const [source, setSource] = useState(template.source);
  const [eventId, setEventId] = useState("");
  const blocked = useBlocked("operate");
  const save = useChange(() => putTemplate(template, source), () => t.notes.saved(title), onClose);
  const reset = useChange(() => resetTemplate(template), () => t.templates.wasReset(title), onClose);
  const ask = () => question.set({ title: t.templates.reset, lead: t.templates.resetLead, action: t.templates.reset, onConfirm: () => reset.mutate(undefined) });
  return (
    <Modal title={title} onClose={onClose} place="side" className="w-[min(1180px,100vw)]!">
      <Form onSave={() => save.mutate(undefined)} onClose={onClose} busy={save.isPending || reset.isPending} blocked={blocked} error={save.error ?? reset.error}>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="grid content-start gap-3">
            <AreaField label={t.templates.source} help={t.templates.clean} className="mono h-[min(60vh,34rem)]! max-lg:h-72!" readOnly={Boolean(blocked)} maxLength={20_000} required value={source} onChange={setSource} />
            <div className="flex flex-wrap gap-2">
              {source !== template.default && <Button size="small" blocked={blocked} onClick={() => setSource(template.default)}>{t.templates.original}</Button>}
              {template.changed_at !== null && <Button size="small" kind="danger" blocked={blocked} disabled={reset.isPending} onClick={ask}>{t.templates.reset}</Button>}
            </div>
          </div>
          <div className="grid content-start gap-3">
            {!blocked && <Events template={template} chosen={eventId} onChoose={setEventId} />}
            {!blocked && <Preview template={template} source={source} eventId={eventId} />}
            {!blocked && <SendTest asked={{ name, language, source, eventId, timezone: zoneName(prefs.get().zone) }} />}
          </div>
        </div>
      </Form>
    </Modal>
  );
}

function Events({ template: { name, language }, chosen, onChoose }: { template: MessageTemplate; chosen: string; onChoose: (id: string) => void }) {
  const { t } = useText();
  const kind = KINDS.find((each) => each === name);
  const { data } = useQuery({ ...eventsQuery(kind ?? "incident"), enabled: name !== "digest" });
  if (name === "digest") return null;
  const options = [{ value: "", label: t.templates.newest }, ...(data?.items ?? []).map((event) => ({ value: event.id, label: event.titles[language] }))];
  return <SelectField label={t.templates.event} value={chosen} options={options} onChange={onChoose} />;
}
