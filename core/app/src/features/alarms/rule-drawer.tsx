import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { whyNot } from "@/api/failed";
import { may, session } from "@/api/session";
import type { AlarmRule } from "@/api/types";
import { Button } from "@/components/button";
import { AreaField, TextField } from "@/components/field";
import { Modal } from "@/components/modal";
import { Segmented } from "@/components/segmented";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { dropRule, KEY, putRule, tryRule } from "./requests";
import { hasLimit, isNumber } from "./rule-draft";
import { RuleFields } from "./rule-fields";
import { useText } from "./text/use";
import { Tried } from "./trial";
import { useWritten } from "./written";

const SPANS = [["day", 24], ["threeDays", 72], ["week", 168]] as const;

/** A rule as fields or as text, tried on what is stored, and saved; `ruled` is undefined for a new one, which begins with `draft`. */
export default function RuleDrawer({ ruled, draft: begun, onClose }: { ruled: AlarmRule | undefined; draft?: string | undefined; onClose: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const [name, setName] = useState(ruled?.name ?? "");
  const written = useWritten(ruled?.rule, begun);
  const { draft, text } = written;
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const onSuccess = async (title: string) => {
    await client.invalidateQueries({ queryKey: KEY });
    showToast({ tone: "done", title });
    onClose();
  };
  const save = useMutation({ mutationFn: async () => putRule(name, written.rule()), onSuccess: () => onSuccess(t.alarms.saved(name)) });
  const drop = useMutation({ mutationFn: () => dropRule(name), onSuccess: () => onSuccess(t.alarms.removed(name)) });
  const trial = useMutation({ mutationFn: async (hours: number) => { const rule = written.rule(); return { rule, told: await tryRule(rule, hours) }; } });
  const unfit = draft && hasLimit(draft.kind) && !(isNumber(draft.limit, true) && isNumber(draft.clear, false)) && t.alarms.notANumber;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!blocked && !unfit) save.mutate();
  };
  const error = written.error ?? save.error ?? drop.error ?? trial.error;
  const busy = save.isPending || drop.isPending || trial.isPending;
  return (
    <Modal title={ruled?.name ?? t.alarms.newRule} onClose={onClose} place="side" className="w-[min(680px,100vw)]!">
      <form onSubmit={submit} className="grid min-h-full grid-cols-[minmax(0,1fr)] grid-rows-[1fr_auto]">
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">
          <div className="justify-self-start"><Segmented label={t.alarms.form} value={draft ? "fields" : "text"} options={(["fields", "text"] as const).map((value) => ({ value, label: t.alarms.forms[value] }))} onChange={written.show} /></div>
          {!ruled && <TextField label={t.alarms.name} help={t.alarms.nameHelp} className="mono" required data-autofocus pattern="[a-z0-9]([a-z0-9._\-]{0,61}[a-z0-9])?" title={t.alarms.nameHelp} value={name} onChange={setName} />}
          {draft ? <RuleFields draft={draft} put={written.put} /> : <AreaField label={t.alarms.json} help={t.alarms.jsonHelp} className="mono min-h-80" value={text} onChange={written.write} />}
          <div className="flex flex-wrap items-center gap-2 border-t border-line pt-3">
            <span className="text-fg2">{trial.isPending ? t.alarms.trying : t.alarms.try}</span>
            {SPANS.map(([span, hours]) => <Button key={span} size="small" blocked={blocked || unfit || false} disabled={busy} onClick={() => trial.mutate(hours)}>{t.alarms.hours[span]}</Button>)}
          </div>
          {trial.data && <Tried trial={trial.data.told} rule={trial.data.rule} />}
        </div>
        <div className="sticky bottom-0 grid gap-2 border-t border-line bg-raised px-4 py-3">
          {error && <p role="alert" className="rounded-ctl bg-sev3soft px-3 py-2 break-words">{error instanceof SyntaxError ? `${t.alarms.badJson} ${error.message}` : whyNot(error, t)}</p>}
          <div className="flex flex-wrap justify-end gap-2">
            {ruled && ruled.origin !== "builtin" && <Button kind="danger" className="mr-auto" blocked={blocked} disabled={busy} onClick={() => drop.mutate()}>{ruled.origin === "own" ? t.alarms.remove : t.alarms.reset}</Button>}
            <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
            <Button kind="primary" type="submit" blocked={blocked || unfit || false} disabled={busy}>{t.alarms.save}</Button>
          </div>
        </div>
      </form>
    </Modal>
  );
}
