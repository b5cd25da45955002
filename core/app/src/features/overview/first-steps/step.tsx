import { Check } from "lucide-react";
import { type ReactNode, useId, useState } from "react";

import { cx } from "@/lib/cx";

import { useText } from "../text/use";

interface Props {
  number: number;
  title: string;
  /** What it was done by, once it is. */
  done: string | null;
  optional: boolean;
  /** The first that is still to do: it stands open. */
  next: boolean;
  children: ReactNode;
}

/** A step of setting up: one line once it is done, and what to do before. */
export function Step({ number, title, done, optional, next, children }: Props) {
  const { t } = useText();
  const [opened, setOpened] = useState<boolean | null>(null);
  const id = useId();
  const open = done === null && (opened ?? next);
  return (
    <li className="flex min-w-0 gap-3 border-t border-line px-4 py-3">
      <span className={cx("num grid size-6 shrink-0 place-items-center rounded-full text-xs font-semibold", done !== null ? "bg-oksoft text-okink" : next ? "bg-accent text-white dark:text-bg" : "border border-line2 text-fg3")}>
        {done === null ? number : <Check size={14} aria-label={t.first.isDone} />}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="flex flex-wrap items-baseline gap-x-2">
          {done === null ? (
            <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpened(!open)} className="min-h-6 text-left font-medium hover:text-accent">{title}</button>
          ) : <span className="min-h-6 text-fg2">{title}</span>}
          {done !== null && <span className="min-w-0 break-words text-xs text-fg3">{done}</span>}
          {optional && done === null && <span className="text-xs text-fg3">{t.first.optional}</span>}
        </h3>
        <div id={id} hidden={!open}>{open && <div className="mt-1 grid max-w-3xl gap-3 text-fg2">{children}</div>}</div>
      </div>
    </li>
  );
}
