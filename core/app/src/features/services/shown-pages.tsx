import { useQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { ShownPages } from "@/api/types";
import { cell, headCell } from "@/components/page";
import { Spark } from "@/components/spark";
import { cx } from "@/lib/cx";
import { apart, sumOf } from "@/lib/shown-pages";

import { useText } from "./text/use";

const MOST_ROWS = 8;

/** The error pages that visitors saw in the last hour. Nothing until it is known; the services above say what is wrong. */
export default function ShownPagesOfLastHour() {
  const { data } = useQuery({
    queryKey: ["pages", "shown"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/pages/shown", { params: { query: { minutes: 60 } }, signal })),
    refetchInterval: 10_000,
  });
  return data && <ShownPagesPanel shown={data} />;
}

/** The same of one service. */
export function ShownPagesOfService({ service }: { service: string }) {
  const { data } = useQuery({
    queryKey: ["pages", "shown", service],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/pages/shown", { params: { query: { minutes: 60, service } }, signal })),
    refetchInterval: 10_000,
  });
  return data && <ShownPagesPanel shown={data} />;
}

export function ShownPagesPanel({ shown: { counts, pages } }: { shown: ShownPages }) {
  const { t, f } = useText();
  const { seen, refused } = apart(pages);
  const total = sumOf(seen);
  const lead = [total ? t.pages.lead : t.pages.none, ...(refused.length > 0 ? [t.pages.refused(f.amount(sumOf(refused)))] : [])].join(" · ");
  const rest = pages.slice(MOST_ROWS).reduce((sum, page) => sum + page.count, 0);
  return (
    <section aria-label={t.pages.title} className="panel overflow-x-auto">
      <div className={cx(cell, "num flex items-center gap-4")}>
        <h2 className="flex-1 font-medium">
          {t.pages.title}
          <span className="block text-xs font-normal text-fg3">{lead}</span>
        </h2>
        {total > 0 && refused.length === 0 && <Spark values={counts} color="var(--s1)" />}
        {total > 0 && <span className="text-2xl font-semibold tracking-[-.02em]">{f.amount(total)}</span>}
      </div>
      {pages.length > 0 && (
        <table className="w-full border-collapse">
          <thead>
            <tr className="border-t border-line">
              <th scope="col" className={headCell}>{t.services.name}</th>
              <th scope="col" className={headCell}>{t.pages.status}</th>
              <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.pages.page}</th>
              <th scope="col" className={cx(headCell, "text-right!")}>{t.pages.count}</th>
            </tr>
          </thead>
          <tbody className="num">
            {pages.slice(0, MOST_ROWS).map(({ service, status, page, count }) => (
              <tr key={`${service} ${status} ${page}`} className="border-t border-line">
                <th scope="row" className={cx(cell, "w-1/2 max-w-0 text-left font-medium")}><span className="cut block" title={service}>{service || t.pages.others}</span></th>
                <td className={cell}>{status || "—"}</td>
                <td className={cx(cell, "text-fg2 max-md:hidden")}>{service && page}</td>
                <td className={cx(cell, "text-right")}>{f.amount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rest > 0 && <p className={cx(cell, "border-t border-line text-xs text-fg3")}>{t.pages.rest(f.amount(rest))}</p>}
    </section>
  );
}
