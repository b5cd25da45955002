import type { ReactNode } from "react";

/** What a list screen begins with: what it is about, what can be done, then the panel. */
export function Page({ lead, actions, children }: { lead: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex min-h-8 flex-wrap items-center gap-3">
        <p className="min-w-[min(100%,16rem)] flex-1 text-fg2">{lead}</p>
        {actions}
      </div>
      {children}
    </div>
  );
}

export const headCell = "px-3 py-2.5 text-left text-xs font-normal text-fg2 first:pl-4 last:pr-4";
export const cell = "px-3 py-2 first:pl-4 last:pr-4";
