import type { RequestSummary, TrafficSeries } from "@/api/types";

/** What a service's traffic was like in a span of time; null where nothing was measured. */
export interface Looks {
  rps: number | null;
  peak: number | null;
  clientErrors: number | null;
  serverErrors: number | null;
  refused: number | null;
  p95: number | null;
}

type Values = readonly (number | null)[];
const known = (values: Values): number[] => values.filter((value): value is number => value !== null);
const mean = (values: Values): number | null => {
  const all = known(values);
  return all.length > 0 ? all.reduce((sum, value) => sum + value, 0) / all.length : null;
};
const share = (part: Values, all: Values): number | null => {
  const [some, whole] = [mean(part), mean(all)];
  return some === null || !whole ? null : some / whole;
};

/** Averages over the points between two instants; the p95 is the highest of its points, as none may hide. */
export function looksOf(series: TrafficSeries, from: number, to: number): Looks {
  const cut = (values: Values): Values => values.filter((_, i) => (series.t[i] ?? 0) >= from && (series.t[i] ?? 0) < to);
  const [rps, peaks, p95] = [cut(series.rps), known(cut(series.rps_max)), known(cut(series.latency_p95_ms))];
  return {
    rps: mean(rps), peak: peaks.length > 0 ? Math.max(...peaks) : null, clientErrors: share(cut(series.status_4xx), rps), serverErrors: share(cut(series.status_5xx), rps),
    refused: mean(cut(series.refused_rps)), p95: p95.length > 0 ? Math.max(...p95) : null,
  };
}

/** A value of a field with its share of all requests, before and during. */
export interface Shift {
  field: string;
  value: string;
  before: number;
  during: number;
}

const FIELDS = ["path", "agent", "method", "status", "referer", "source", "country"] as const;
const LEAST_SHIFT = 0.02;
const SHOWN = 10;

const sharesOf = (summary: RequestSummary, field: string): Map<string, number> => {
  const total = summary.steps.reduce((sum, { classes }) => sum + Object.values(classes).reduce((all, count) => all + count, 0), 0);
  return new Map(valuesOf(summary, field).map(([value, count]) => [value, total > 0 ? count / total : 0]));
};

function valuesOf(summary: RequestSummary, field: string): [string, number][] {
  if (field !== "country") return (summary.facets[field] ?? []).map(({ value, count }) => [value, count]);
  const counts = new Map<string, number>();
  for (const { value, count } of summary.facets["source"] ?? []) {
    const country = summary.countries[value];
    if (country) counts.set(country, (counts.get(country) ?? 0) + count);
  }
  return [...counts];
}

/** What became a larger or smaller part of the requests than it was, the largest change first. */
export function shiftsOf(before: RequestSummary, during: RequestSummary): Shift[] {
  const all = FIELDS.flatMap((field) => {
    const [was, is] = [sharesOf(before, field), sharesOf(during, field)];
    return [...new Set([...is.keys(), ...was.keys()])].map((value) => ({ field, value, before: was.get(value) ?? 0, during: is.get(value) ?? 0 }));
  });
  const size = ({ before: was, during: is }: Shift) => Math.abs(is - was);
  return all.filter((shift) => size(shift) >= LEAST_SHIFT).toSorted((one, other) => size(other) - size(one)).slice(0, SHOWN);
}
