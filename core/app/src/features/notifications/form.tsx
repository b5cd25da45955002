import { type FormEvent, type ReactNode } from "react";

import { ApiError } from "@/api/problem";
import { Button } from "@/components/button";
import { question } from "@/lib/question";

import { useText } from "./text/use";
import { Unsaid } from "./unsaid";

interface Props {
  onSave: () => void;
  onClose: () => void;
  busy: boolean;
  blocked: string | false;
  /** What was refused, by the core or before it was asked. */
  error: unknown;
  saveName?: string;
  /** What is asked before it is removed, where it can be. */
  removal?: { name: string; lead: string; onRemove: () => void } | undefined;
  children: ReactNode;
}

/** A form in a drawer: its fields scroll, what is said of it and its buttons stay in sight. */
export function Form({ onSave, onClose, busy, blocked, error, saveName, removal, children }: Props) {
  const { t } = useText();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!blocked && !busy) onSave();
  };
  const ask = () => removal && question.set({ title: `${t.notes.remove}: ${removal.name}`, lead: removal.lead, action: t.notes.remove, onConfirm: removal.onRemove });
  return (
    <form onSubmit={submit} className="grid min-h-full grid-cols-[minmax(0,1fr)] grid-rows-[1fr_auto]">
      <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">{children}</div>
      <div className="sticky bottom-0 grid gap-2 border-t border-line bg-raised px-4 py-3">
        <Refusal error={error} />
        <div className="flex flex-wrap justify-end gap-2">
          {removal && <Button kind="danger" className="mr-auto" blocked={blocked} disabled={busy} onClick={ask}>{t.notes.remove}</Button>}
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit" blocked={blocked} disabled={busy}>{saveName ?? t.notes.save}</Button>
        </div>
      </div>
    </form>
  );
}

export function Refusal({ error }: { error: unknown }) {
  const { t } = useText();
  if (!error) return null;
  const known = error instanceof Unsaid || (error instanceof ApiError && error.status > 0);
  return <p role="alert" className="max-h-40 overflow-y-auto rounded-ctl bg-sev3soft px-3 py-2 break-words">{known ? error.message : t.state.unreachable}</p>;
}
