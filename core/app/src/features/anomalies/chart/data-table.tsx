import { useMemo } from "react";

import { useMarks } from "@/api/marks";
import { toldMarks } from "@/components/chart/told";
import { useText } from "@/components/chart/text/use";
import ValuesTable from "@/components/chart/values-table";
import type { Column, SeriesWindow } from "@/lib/series";
import { type Tab, useRange } from "@/lib/view";

const COLUMNS_OF: Record<Tab, readonly Column[]> = {
  requests: ["rps", "expected_low", "expected_high", "refused_rps", "score"],
  statuses: ["status_2xx", "status_3xx", "status_4xx", "status_5xx"],
  latency: ["latency_mean_ms", "latency_p95_ms"],
};

/** What the chart shows, in words and numbers. */
export default function DataTable({ tab, window, service }: { tab: Tab; window: SeriesWindow; service: string }) {
  const { t, f } = useText();
  const marks = useMarks(useRange(), service);
  const told = useMemo(() => (marks ? toldMarks(marks, t, f) : []), [marks, t, f]);
  const columns = COLUMNS_OF[tab];
  const heading: Record<string, string> = {
    rps: t.chart.observed, expected_low: t.plot.low, expected_high: t.plot.high, refused_rps: t.chart.refused, score: t.chart.score,
    latency_mean_ms: t.chart.mean, latency_p95_ms: t.chart.p95,
  };
  const format = (value: number | null, line: number) => {
    const name = columns[line] ?? "rps";
    return value === null ? "—" : name === "score" ? f.score(value) : name.startsWith("latency") ? f.ms(value) : f.amount(value);
  };
  return (
    <div className="absolute inset-0">
      <ValuesTable t={window.t} lines={columns.map((name) => ({ name: heading[name] ?? name.slice(7), values: window.cells[name] }))} format={format} told={told} height="100%" />
    </div>
  );
}
