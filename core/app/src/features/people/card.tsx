import { type ReactNode, useId } from "react";

/** A part of one's profile. */
export function Card({ title, lead, actions, children }: { title: string; lead?: ReactNode; actions?: ReactNode; children?: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-3 p-4">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="text-md font-semibold">{title}</h2>
          {lead && <p className="text-fg2">{lead}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
