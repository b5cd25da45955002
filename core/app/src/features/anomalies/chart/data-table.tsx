import { useText } from "@/lib/i18n/react";
import type { Column, SeriesWindow } from "@/lib/series";
import type { Tab } from "@/lib/view";

const ROWS = 120;
const COLUMNS_OF: Record<Tab, readonly Column[]> = {
  requests: ["rps", "expected_low", "expected_high", "refused_rps", "score"],
  statuses: ["status_2xx", "status_3xx", "status_4xx", "status_5xx"],
  latency: ["latency_mean_ms", "latency_p95_ms"],
};

/** The chart in words and numbers: the newest points first, at most 120 of them, evenly taken. */
export default function DataTable({ tab, window }: { tab: Tab; window: SeriesWindow }) {
  const { t, f } = useText();
  const stride = Math.max(1, Math.ceil(window.t.length / ROWS));
  const rows = window.t.map((_, i) => window.t.length - 1 - i).filter((_, i) => i % stride === 0);
  const heading: Record<string, string> = {
    rps: t.chart.observed, expected_low: `${t.chart.expected} ↓`, expected_high: `${t.chart.expected} ↑`, refused_rps: t.chart.refused, score: t.chart.score,
    latency_mean_ms: t.chart.mean, latency_p95_ms: t.chart.p95,
  };
  const cell = (name: Column, value: number | null) =>
    value === null ? "—" : name === "score" ? f.score(value) : name.startsWith("latency") ? f.ms(value) : f.amount(value);
  return (
    // A region that scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="absolute inset-0 overflow-auto" tabIndex={0} role="region" aria-label={t.chart.table}>
      <table className="num w-full text-right">
        <thead className="sticky top-0 bg-panel text-fg3">
          <tr>
            <th scope="col" className="px-2 py-1.5 text-left font-normal">{t.chart.time}</th>
            {COLUMNS_OF[tab].map((name) => <th key={name} scope="col" className="px-2 py-1.5 font-normal">{heading[name] ?? name.slice(7)}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((i) => (
            <tr key={window.t[i]} className="border-t border-line">
              <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap text-fg2">{f.moment(window.t[i] ?? 0)}</th>
              {COLUMNS_OF[tab].map((name) => <td key={name} className="px-2 py-1">{cell(name, window.cells[name][i] ?? null)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
