import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BellPlus, Maximize2, X } from "lucide-react";

import type { MetricColumns, Node } from "@/api/types";
import { Button } from "@/components/button";
import { type Line, LineChart } from "@/components/line-chart";
import { Failure, Skeleton } from "@/components/states";
import { metricText } from "@/lib/metric";
import { useNames } from "@/lib/metric-names/use";
import { type Compare, useRange } from "@/lib/view";

import { addsUp, linesOf, overlaid, type Told } from "./lines";
import type { Known } from "./catalogue";
import { useChosen } from "./chosen";
import { columnsQuery } from "./requests";
import { useText } from "./text/use";

const SECONDS: Record<Compare, number> = { hour: 3600, day: 86_400, week: 7 * 86_400 };
const COLORS = ["s1", "s4", "s5", "s2", "s3", "s6"] as const;
const HIGHEST = 0.9;

/** A chart for each metric, all over the same time: a crosshair in one is in all. */
export function Charts({ nodes, known, onMark }: { nodes: readonly Node[]; known: readonly Known[]; onMark: (from: number, to: number) => void }) {
  const chosen = useChosen();
  const range = useRange();
  const wanted = { metrics: chosen.metrics, nodes: chosen.nodes, entities: chosen.entities, stat: chosen.stat, range };
  const earlier = chosen.compare ? SECONDS[chosen.compare] : 0;
  const { data, error, refetch } = useQuery(columnsQuery(wanted));
  const { data: before } = useQuery({ ...columnsQuery({ ...wanted, earlier }), enabled: earlier > 0 && chosen.metrics.length > 0 });
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Skeleton className="h-[520px]" /></section>;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      {chosen.metrics.map((metric) => <Chart key={metric} metric={metric} unit={unitOf(metric, data, known)} data={data} before={earlier > 0 ? before : undefined} earlier={earlier} nodes={nodes} onMark={onMark} />)}
    </div>
  );
}

const unitOf = (metric: string, data: MetricColumns, known: readonly Known[]): string =>
  known.find(({ name }) => name === metric)?.unit ?? data.series.find((each) => `${each.kind}.${each.metric}` === metric)?.unit ?? "count";

interface ChartProps {
  metric: string;
  unit: string;
  data: MetricColumns & { from: number; to: number };
  before: MetricColumns | undefined;
  earlier: number;
  nodes: readonly Node[];
  onMark: (from: number, to: number) => void;
}

function Chart({ metric, unit, data, before, earlier, nodes, onMark }: ChartProps) {
  const text = useText();
  const { t } = text;
  const called = useNames();
  const { stat, split, compare, metrics, show, toggle } = useChosen();
  const wanted = { metric, unit, stat, split, nodeName: (id: string) => nodes.find((node) => node.id === id)?.name ?? id, all: t.metrics.everything };
  const told = linesOf(data, wanted);
  const were: readonly Told[] = compare && before ? linesOf(before, wanted) : [];
  const lines: Line[] = told.map((line, i) => ({ ...line, color: COLORS[i] ?? "off" }));
  const shadows: Line[] = were.map((line, i) => ({ name: t.metrics.before(line.name, t.metrics.compares[compare ?? "none"].toLowerCase()), values: overlaid(data.t, before?.t ?? [], line.values, earlier), color: told.length > 1 ? (COLORS[i] ?? "off") : "off", dashed: true }));
  const name = called(metric);
  const how = split === "entity" ? "" : ` · ${addsUp(unit) ? t.metrics.sum : t.metrics.mean}`;
  return (
    <section className="panel min-w-0 px-4 py-3" aria-label={name}>
      {told.length === 0 ? (
        <div className="grid min-h-24 content-center gap-1"><h3 className="text-xs font-medium">{name}</h3><p className="text-xs text-fg3">{t.metrics.empty}</p></div>
      ) : <LineChart title={`${name}${how}`} t={data.t} lines={[...lines, ...shadows]} from={data.from} to={data.to} height={148} binary={unit.startsWith("bytes")} format={(value) => metricText(value, unit, text)} onZoom={onMark} />}
      <div className="mt-1 flex flex-wrap justify-end gap-1">
        <Link to="/alarms" search={{ part: "rules", open: "+", draft: ruleFor(metric, unit, told) } as never} className="ctl h-7! px-2! text-xs text-fg2 hover:bg-hover hover:text-fg"><BellPlus size={13} aria-hidden="true" />{t.metrics.alarm}</Link>
        {metrics.length > 1 && <Button kind="ghost" size="small" onClick={() => show([metric])}><Maximize2 size={13} aria-hidden="true" />{t.metrics.alone}</Button>}
        {metrics.length > 1 && <Button kind="ghost" size="small" aria-label={t.metrics.hide(name)} title={t.metrics.hide(name)} onClick={() => toggle(metric)}><X size={13} /></Button>}
      </div>
    </section>
  );
}

/** A rule to begin with: above the most that is seen here, or nine tenths of a share, for ten minutes. */
function ruleFor(metric: string, unit: string, lines: readonly Told[]): string {
  const most = lines.flatMap(({ values }) => values).reduce<number>((top, value) => Math.max(top, value ?? 0), 0);
  const above = unit === "share" ? Math.max(HIGHEST, Number(most.toPrecision(2))) : Number(most.toPrecision(2));
  return JSON.stringify({ metric, above, for_seconds: 600, severity: "medium", summary: "" }, null, 2);
}
