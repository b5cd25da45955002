import type { ReactNode } from "react";

interface Props {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
  /** What is set takes the whole width, below its name. */
  wide?: boolean;
}

/** A setting: what it is and what it does beside what it is set to. */
export function Row({ title, lead, children, wide = false }: Props) {
  return (
    <div className={wide ? "grid gap-3 border-t border-line px-4 py-3.5 first:border-t-0" : "grid gap-x-6 gap-y-2 border-t border-line px-4 py-3.5 first:border-t-0 md:grid-cols-[minmax(0,1fr)_minmax(0,auto)] md:items-center"}>
      <div className="min-w-0">
        <h3 className="font-medium">{title}</h3>
        {lead && <p className="max-w-[70ch] break-words text-fg2">{lead}</p>}
      </div>
      {children && <div className="min-w-0">{children}</div>}
    </div>
  );
}
