import type { Values } from "@/api/metrics";
import type { MetricColumns } from "@/api/types";
import type { Split, Stat } from "@/lib/view";

/** A line of a chart, before it has a colour. */
export interface Told {
  name: string;
  values: Values;
}

/** Amounts of this kind add up; shares, durations and temperatures do not. */
export const addsUp = (unit: string): boolean => !["share", "seconds", "celsius"].includes(unit);

/** Several series as one, point by point: their sum, or their mean where they do not add up. */
export function together(series: readonly Values[], unit: string): Values {
  const length = Math.max(0, ...series.map((each) => each.length));
  return Array.from({ length }, (_, i) => {
    const known = series.map((each) => each[i]).filter((value) => value != null);
    if (known.length === 0) return null;
    const sum = known.reduce((whole, value) => whole + value, 0);
    return addsUp(unit) ? sum : sum / known.length;
  });
}

interface Wanted {
  metric: string;
  unit: string;
  stat: Stat | "avg";
  split: Split | "entity";
  nodeName: (id: string) => string;
  /** What all lines together are called. */
  all: string;
}

/** The lines of one metric's chart. */
export function linesOf(columns: MetricColumns | undefined, { metric, unit, stat, split, nodeName, all }: Wanted): readonly Told[] {
  const series = (columns?.series ?? []).filter((each) => `${each.kind}.${each.metric}` === metric);
  const valuesOf = (each: (typeof series)[number]) => each[stat] ?? [];
  const nodes = [...new Set(series.map((each) => each.node_id))];
  if (split === "none") return series.length > 0 ? [{ name: all, values: together(series.map(valuesOf), unit) }] : [];
  if (split === "node") return nodes.map((node) => ({ name: nodeName(node), values: together(series.filter((each) => each.node_id === node).map(valuesOf), unit) }));
  return series.map((each) => ({ name: [(nodes.length > 1 || !each.entity) && nodeName(each.node_id), each.entity].filter(Boolean).join(" · "), values: valuesOf(each) }));
}

/** Values of an earlier time laid over those of now: the same place in the window, whatever the steps were. */
export function overlaid(t: readonly number[], earlier: readonly number[], values: Values, seconds: number): Values {
  const step = Math.max(1, (earlier[1] ?? 1) - (earlier[0] ?? 0));
  const first = earlier[0] ?? 0;
  return t.map((at) => (earlier.length === 0 ? null : values[Math.round((at - seconds - first) / step)] ?? null));
}
