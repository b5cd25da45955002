import { lazy, Suspense } from "react";

import type { Marks } from "@/api/types";

import { Skeleton } from "./states";

const LinePlot = lazy(() => import("./line-plot"));

export type Values = readonly (number | null)[];

export interface Line {
  name: string;
  values: Values;
  /** A token, as in `s1`. */
  color: string;
  /** Drawn in steps: what holds until it is changed. */
  steps?: boolean;
  dashed?: boolean;
  filled?: boolean;
}

export interface ChartProps {
  title: string;
  /** Unix seconds, ascending. */
  t: readonly number[];
  /** Of more than six the five highest are drawn, and the others as one. */
  lines: readonly Line[];
  from: number;
  to: number;
  height?: number;
  /** Marks at powers of two, as for bytes. */
  binary?: boolean;
  format: (value: number | null) => string;
  /** Hears of what was dragged over; a double press zooms out. */
  onZoom?: (from: number, to: number) => void;
  /** What was to be expected of the first line: drawn as a band, and what lies above it filled. */
  expected?: { low: Values; high: Values };
  /** What happened meanwhile: see useMarks of api/marks. */
  marks?: Marks | undefined;
  /** The values are not known yet. */
  loading?: boolean;
}

/**
 * Lines over time with their newest values beside them, what was expected, and what happened meanwhile. Every chart can
 * be read as a table and saved; the crosshair is shared by all of a screen. What draws them is loaded with the first.
 */
export function LineChart({ loading = false, ...props }: ChartProps) {
  const waiting = <div style={{ height: (props.height ?? 120) + 24 }}><Skeleton className="h-full" /></div>;
  return <figure className="min-w-0">{loading ? waiting : <Suspense fallback={waiting}><LinePlot {...props} /></Suspense>}</figure>;
}
