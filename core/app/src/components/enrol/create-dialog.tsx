import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";

import { createNode } from "@/api/nodes";
import { ApiError } from "@/api/problem";

import { Button } from "../button";
import { Modal } from "../modal";
import { Enrol } from "./enrol";
import { useText } from "./text/use";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export default function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [bad, setBad] = useState(false);
  const ids = { name: useId(), help: useId() };
  const { mutate, data: made, error, isPending } = useMutation({
    mutationFn: createNode,
    onSuccess: () => client.invalidateQueries({ queryKey: ["nodes"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const valid = NAME.test(name.trim());
    setBad(!valid);
    if (valid) mutate(name.trim());
  };
  if (made) return <Modal title={made.node.name} onClose={onClose}><Enrol made={made} since={0} onDone={onClose} /></Modal>;
  const refused = error instanceof ApiError ? error.message || t.state.unreachable : null;
  return (
    <Modal title={t.nodes.createTitle} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-3 p-4">
        <div className="grid gap-1">
          <label htmlFor={ids.name} className="text-xs text-fg2">{t.nodes.name}</label>
          <input
            id={ids.name}
            className="field mono"
            placeholder={t.nodes.namePlaceholder}
            aria-describedby={ids.help}
            aria-invalid={bad || refused !== null}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            value={name}
            onChange={(event) => { setName(event.target.value); setBad(false); }}
          />
          <p id={ids.help} role={bad || refused ? "alert" : undefined} className={bad || refused ? "text-xs text-badink" : "text-xs text-fg3"}>{bad ? t.nodes.nameBad : (refused ?? t.nodes.nameHelp)}</p>
        </div>
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit" disabled={isPending}>{t.nodes.create}</Button>
        </div>
      </form>
    </Modal>
  );
}
