import { type FormEvent, useState } from "react";

import type { Trial } from "@/api/types";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { Modal } from "@/components/modal";

import { useText } from "./text/use";

/** Asks why a trial is not waited for. */
export default function Force({ trial, name, onForce, onClose }: { trial: Trial; name: string; onForce: (reason: string) => void; onClose: () => void }) {
  const { t } = useText();
  const [reason, setReason] = useState("");
  const { conditions } = trial;
  const why = conditions && !conditions.alike ? t.models.apart(conditions.challenger_sources, conditions.champion_sources) : t.models.hoursOf(conditions?.hours ?? 0, conditions?.hours_needed ?? 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!reason.trim()) return;
    onClose();
    onForce(reason.trim());
  };
  return (
    <Modal title={t.models.forceTitle(name)} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-3 p-4">
        <p className="break-words text-fg2">{t.models.forceLead(`${why}.`)}</p>
        <TextField label={t.models.forceReason} value={reason} onChange={setReason} maxLength={500} data-autofocus />
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="solidDanger" type="submit" disabled={!reason.trim()}>{t.models.forceAct}</Button>
        </div>
      </form>
    </Modal>
  );
}
