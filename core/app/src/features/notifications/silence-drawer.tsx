import { useState } from "react";

import { Modal } from "@/components/modal";
import { Segmented } from "@/components/segmented";
import { nowSeconds } from "@/lib/clock";
import { prefs } from "@/lib/prefs";
import { zoneName } from "@/lib/zone";

import { useBlocked, useChange } from "./changing";
import { Part, SpanField, TextField } from "./fields";
import { Form } from "./form";
import { HoursFields, usualHours } from "./hours-fields";
import { isEverything } from "./matcher-draft";
import { MatcherFields } from "./matcher-fields";
import { makeSilence } from "./requests";
import { silenceDraft, type SilenceDraft, silenceOf } from "./silence-draft";
import { useText } from "./text/use";

const HOUR = 3600;
const SPANS = [HOUR / 2, HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR, 3 * 24 * HOUR, 7 * 24 * HOUR];
const NIGHT = { begin: "02:00", end: "04:00", weekdays: [6] };

/** A silence to be made: once for a while, or a maintenance window each week. */
export default function SilenceDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const [draft, setDraft] = useState(() => silenceDraft({ ...usualHours(), ...NIGHT }));
  const put = (change: Partial<SilenceDraft>) => setDraft({ ...draft, ...change });
  const save = useChange(async () => makeSilence(silenceOf(draft, { now: nowSeconds(), zone: zoneName(prefs.get().zone), badTime: t.silences.badTime, badLabel: t.told.badLabel })), () => t.silences.made, onClose);
  return (
    <Modal title={t.silences.add} onClose={onClose} place="side" className="w-[min(600px,100vw)]!">
      <Form onSave={() => save.mutate(undefined)} onClose={onClose} busy={save.isPending} blocked={useBlocked("operate")} error={save.error}>
        <p className="text-fg2">{t.silences.lead}</p>
        <TextField label={t.silences.note} maxLength={500} data-autofocus value={draft.note} onChange={(note) => put({ note })} />
        <Part title={t.silences.when}>
          <div><Segmented label={t.silences.mode} value={draft.mode} options={(["once", "weekly"] as const).map((value) => ({ value, label: t.silences.modes[value] }))} onChange={(mode) => put({ mode })} /></div>
          {draft.mode === "weekly" && <HoursFields hours={draft.hours} onChange={(hours) => put({ hours })} />}
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField label={t.silences.begins} help={t.silences.beginsHelp} className="mono" value={draft.begins} onChange={(begins) => put({ begins })} />
            {draft.mode === "once" ? <SpanField label={t.silences.lasts} spans={SPANS} value={draft.seconds} onChange={(seconds) => put({ seconds })} /> : <TextField label={t.silences.ends} help={t.silences.endsHelp} className="mono" value={draft.ends} onChange={(ends) => put({ ends })} />}
          </div>
        </Part>
        <Part title={t.told.events}>
          {isEverything(draft.events) && <p className="rounded-ctl bg-warnsoft px-3 py-2 text-warnink">{t.silences.wide}</p>}
          <MatcherFields draft={draft.events} onChange={(events) => put({ events })} />
        </Part>
      </Form>
    </Modal>
  );
}
