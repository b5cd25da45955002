import { useState } from "react";

import type { Chat, NotificationRule } from "@/api/types";
import { Modal } from "@/components/modal";
import { Segmented } from "@/components/segmented";

import { useBlocked, useChange } from "./changing";
import { CheckField, Part, SetField, SpanField, TextField } from "./fields";
import { Form } from "./form";
import { HoursFields, usualHours } from "./hours-fields";
import { MatcherFields } from "./matcher-fields";
import { dropRule, putRule } from "./requests";
import { FIELDS, ruleDraft, type RuleDraft, ruleOf } from "./rule-draft";
import { useText } from "./text/use";
import { Unsaid } from "./unsaid";
import { chatName } from "./words";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const REPEATS = [0, 15 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR];
const ESCALATIONS = [0, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR];
const GROUPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];
const DAMPINGS = [10 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR];

interface Props {
  ruled: NotificationRule | undefined;
  chats: readonly Chat[];
  onClose: () => void;
}

/** A rule to be made or changed. What is said outside of the form's fields stays as it is. */
export default function RuleDrawer({ ruled, chats, onClose }: Props) {
  const { t } = useText();
  const [name, setName] = useState(ruled?.name ?? "");
  const [draft, setDraft] = useState(() => ruleDraft(ruled?.rule));
  const save = useChange(async () => {
    if (draft.chats.length === 0) throw new Unsaid(t.told.noSuchChat);
    return putRule(name, ruleOf(draft, t.told.badLabel));
  }, () => t.notes.saved(name), onClose);
  const put = (change: Partial<RuleDraft>) => {
    setDraft({ ...draft, ...change });
    save.reset();
  };
  const drop = useChange(() => dropRule(name), () => t.notes.removed(name), onClose);
  const offered = chats.map((chat) => ({ value: chat.id, label: chatName(chat) }));
  return (
    <Modal title={ruled?.name ?? t.told.newRule} onClose={onClose} place="side" className="w-[min(680px,100vw)]!">
      <Form onSave={() => save.mutate(undefined)} onClose={onClose} busy={save.isPending || drop.isPending} blocked={useBlocked("operate")} error={save.error ?? drop.error} removal={ruled && { name, lead: t.told.removeLead, onRemove: () => drop.mutate(undefined) }}>
        {!ruled && <TextField label={t.notes.name} help={t.notes.nameHelp} className="mono" required data-autofocus pattern="[a-z0-9]([a-z0-9._\-]{0,61}[a-z0-9])?" title={t.notes.nameHelp} value={name} onChange={setName} />}
        <TextField label={t.told.summary} maxLength={300} value={draft.summary} onChange={(summary) => put({ summary })} />
        <CheckField label={t.told.enabled} checked={draft.enabled} onChange={(enabled) => put({ enabled })} />
        <Part title={t.told.events}><MatcherFields draft={draft.events} onChange={(events) => put({ events })} /></Part>
        <Part title={t.told.where}><SetField label={t.told.to} values={draft.chats} options={offered} onChange={(chosen) => put({ chats: chosen })} /></Part>
        <Part title={t.told.hours}><When draft={draft} put={put} /></Part>
        <Part title={t.told.repetition}>
          <div className="grid gap-3 sm:grid-cols-2">
            <SpanField label={t.told.repeat} spans={REPEATS} value={draft.repeat_seconds} onChange={(repeat_seconds) => put({ repeat_seconds })} />
            <SpanField label={t.told.escalate} spans={ESCALATIONS} value={draft.escalate_seconds} onChange={(escalate_seconds) => put({ escalate_seconds })} />
          </div>
          {draft.escalate_seconds > 0 && <SetField label={t.told.escalateTo} values={draft.escalate_to} options={offered} onChange={(escalate_to) => put({ escalate_to })} />}
        </Part>
        <Part title={t.told.together}><Together draft={draft} put={put} /></Part>
      </Form>
    </Modal>
  );
}

interface PartProps {
  draft: RuleDraft;
  put: (change: Partial<RuleDraft>) => void;
}

function When({ draft: { hours, criticals_always }, put }: PartProps) {
  const { t } = useText();
  return (
    <>
      <div><Segmented label={t.told.hours} value={hours ? "within" : "always"} options={(["always", "within"] as const).map((value) => ({ value, label: t.told[value] }))} onChange={(value) => put({ hours: value === "within" ? usualHours() : null })} /></div>
      {hours && <HoursFields hours={hours} onChange={(changed) => put({ hours: changed })} />}
      {hours && <CheckField label={t.told.criticals} checked={criticals_always} onChange={(always) => put({ criticals_always: always })} />}
    </>
  );
}

function Together({ draft: { fields, labels, group_seconds, damping }, put }: PartProps) {
  const { t } = useText();
  const groups = fields.length > 0 || labels.trim() !== "";
  return (
    <>
      <SetField label={t.told.groupBy} help={groups ? undefined : t.told.apart} values={fields} options={FIELDS.map((value) => ({ value: value as string, label: t.told.groupFields[value] }))} onChange={(chosen) => put({ fields: chosen })} />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label={t.told.groupLabels} className="mono" value={labels} onChange={(text) => put({ labels: text })} />
        {groups && <SpanField label={t.told.groupWithin} spans={GROUPS} value={group_seconds} onChange={(seconds) => put({ group_seconds: seconds })} />}
      </div>
      <CheckField label={t.told.damping} checked={damping !== null} onChange={(on) => put({ damping: on ? { times: 4, seconds: 1800 } : null })} />
      {damping && (
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField label={t.told.times} type="number" min={2} max={100} required value={String(damping.times)} onChange={(times) => put({ damping: { ...damping, times: Number(times) } })} />
          <SpanField label={t.told.per} spans={DAMPINGS} value={damping.seconds} onChange={(seconds) => put({ damping: { ...damping, seconds } })} />
        </div>
      )}
    </>
  );
}
