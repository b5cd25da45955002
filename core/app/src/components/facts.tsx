import type { ReactNode } from "react";

/** What is known of something, by name. */
export function Facts({ title, rows }: { title?: string; rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <section className="min-w-0">
      {title && <h3 className="label mb-1.5">{title}</h3>}
      <dl className="num grid grid-cols-[minmax(0,10rem)_minmax(0,1fr)] gap-x-3 gap-y-1">
        {rows.map(([name, value]) => (
          <div key={name} className="contents"><dt className="text-fg3">{name}</dt><dd className="min-w-0 break-words">{value}</dd></div>
        ))}
      </dl>
    </section>
  );
}
