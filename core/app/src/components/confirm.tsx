import { type FormEvent, useId, useState } from "react";

import { useText } from "@/lib/i18n/react";
import type { Question } from "@/lib/question";

import { Button } from "./button";
import { Modal } from "./modal";

interface Props extends Question {
  onClose: () => void;
}

/** Asks before what cannot be undone. */
export default function Confirm({ title, lead, action, name, onConfirm, onClose }: Props) {
  const { t } = useText();
  const [typed, setTyped] = useState("");
  const id = useId();
  const ready = name === undefined || typed === name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    onClose();
    onConfirm();
  };
  return (
    <Modal title={title} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-3 p-4">
        <p className="break-words text-fg2">{lead}</p>
        {name !== undefined && (
          <div className="grid gap-1">
            <label htmlFor={id} className="text-xs break-all text-fg2">{t.nodes.removeType(name)}</label>
            <input id={id} className="field mono" data-autofocus autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
          </div>
        )}
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="solidDanger" type="submit" disabled={!ready} data-autofocus={name === undefined ? true : undefined}>{action}</Button>
        </div>
      </form>
    </Modal>
  );
}
