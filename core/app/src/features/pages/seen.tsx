import { useQuery } from "@tanstack/react-query";
import { Download, Eye } from "lucide-react";

import { Button } from "@/components/button";
import { LineChart } from "@/components/line-chart";
import { cell, headCell } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { csvText, save } from "@/lib/csv";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";

import { shownQuery } from "./requests";
import { pageName } from "./summary";
import { useText } from "./text/use";

/** How many error pages visitors saw, by the minute, and which. */
export function Seen() {
  const { t, f } = useText();
  const { data, error, refetch } = useQuery(shownQuery);
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Skeleton className="h-64" /></section>;
  const { minutes, counts, pages, since_at } = data;
  const rows = () => csvText([[t.errorPages.service, t.errorPages.status, t.errorPages.page, t.errorPages.times], ...pages.map(({ service, status, page, count }) => [service, status, page, count])]);
  return (
    <section className="panel min-w-0 overflow-hidden">
      <div className="p-4">
        <LineChart title={t.errorPages.seen} t={minutes} from={minutes[0] ?? 0} to={minutes.at(-1) ?? 1} height={140} format={(value) => f.amount(value)} lines={[{ name: t.errorPages.times, color: "s1", values: counts, filled: true, steps: true }]} />
        <p className="flex flex-wrap items-center gap-3 text-xs text-fg3">{t.errorPages.since(f.moment(unix(since_at)))}<Button kind="ghost" size="small" className="ml-auto" onClick={() => save("dozor-error-pages.csv", new Blob([rows()], { type: "text/csv" }))}><Download size={14} aria-hidden="true" />{t.errorPages.csv}</Button></p>
      </div>
      {pages.length === 0 && <Empty icon={<Eye size={18} />} title={t.errorPages.none} />}
      {pages.length > 0 && (
        <table className="num w-full border-collapse">
          <thead><tr className="border-t border-line">{[t.errorPages.service, t.errorPages.status, t.errorPages.page].map((head) => <th key={head} scope="col" className={headCell}>{head}</th>)}<th scope="col" className={cx(headCell, "text-right!")}>{t.errorPages.times}</th></tr></thead>
          <tbody>
            {pages.map(({ service, status, page, count }) => (
              <tr key={`${service} ${status} ${page}`} className="border-t border-line">
                <th scope="row" className={cx(cell, "w-2/5 max-w-0 text-left font-medium")}><span className="cut block" title={service}>{service || t.errorPages.others}</span></th>
                <td className={cell}>{status || "—"}</td>
                <td className={cx(cell, "break-all text-fg2")} title={page}>{pageName(page, t)}</td>
                <td className={cx(cell, "text-right")}>{f.integer(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
