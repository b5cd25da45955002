import { type ReactNode, useId } from "react";

/** One part of a profile under its heading. */
export function Panel({ title, note, action, children }: { title: string; note?: ReactNode; action?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="panel min-w-0 px-4 py-3">
      <div className="mb-2 flex min-h-7 flex-wrap items-center gap-x-2">
        <h3 id={id} className="text-md font-semibold">{title}</h3>
        {note && <span className="num text-xs text-fg3">{note}</span>}
        {action && <span className="ml-auto">{action}</span>}
      </div>
      {children}
    </section>
  );
}
