import { useMarks } from "@/api/marks";
import type { ScalingHistory } from "@/api/types";
import { LineChart } from "@/components/line-chart";
import { useRange, useSetRange } from "@/lib/view";

import { bandOf } from "./band";
import { useText } from "./text/use";

/** Load against capacity, both in replicas; below, requests, and what part of them is anomalous. */
export function HistoryCharts({ service, history, most }: { service: string; history: ScalingHistory; most: number }) {
  const { t, f } = useText();
  const setRange = useSetRange();
  const marks = useMarks(useRange(), service);
  if (history.t.length === 0) return <p className="py-6 text-center text-fg2">{t.scaling.noHistory}</p>;
  const band = bandOf(history.load, history.forecast);
  const [from = 0, to = 1] = [history.t[0], history.t.at(-1)];
  const onZoom = (first: number, last: number) => setRange({ kind: "fixed", from: first, to: last });
  const replicas = (value: number | null) => (value === null ? "—" : f.decimal(value, 1));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <LineChart
        title={t.scaling.capacity(f.integer(most))} t={history.t} from={from} to={to} height={220} format={replicas} onZoom={onZoom} marks={marks} {...(band && { expected: band })}
        lines={[
          { name: t.scaling.load, color: "s1", values: history.load, filled: true }, { name: t.scaling.forecast, color: "s3", values: history.forecast, dashed: true },
          { name: t.scaling.desired, color: "s4", values: history.desired, steps: true }, { name: t.scaling.ready, color: "ok", values: history.ready, steps: true },
        ]}
      />
      {band && <p className="-mt-2 text-xs text-fg3">{t.scaling.band}</p>}
      <LineChart title={t.scaling.rps} t={history.t} from={from} to={to} height={90} format={(value) => f.amount(value)} onZoom={onZoom} marks={marks} lines={[{ name: t.scaling.all, color: "s1", values: history.requests_per_second, filled: true }, { name: t.scaling.anomalous, color: "sev3", values: history.requests_per_second.map((rps, i) => (rps === null ? null : rps * (history.anomalous_share[i] ?? 0))) }]} />
    </div>
  );
}
