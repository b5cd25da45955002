import type { TrafficSeries } from "@/api/types";

export const COLUMNS = [
  "rps", "rps_max", "expected_low", "expected_high", "score", "refused_rps",
  "status_2xx", "status_3xx", "status_4xx", "status_5xx", "latency_mean_ms", "latency_p95_ms",
] as const;
export type Column = (typeof COLUMNS)[number];
type Cells = (number | null)[];

/**
 * The window of a chart: columns of equal length, oldest first, that grow at the end and are cut at the front.
 * The last points may still change, so what comes in replaces what is there from its first instant on.
 */
export class SeriesWindow {
  t: number[] = [];
  stepSeconds = 1;
  readonly cells: Record<Column, Cells> = Object.fromEntries(COLUMNS.map((name) => [name, []])) as unknown as Record<Column, Cells>;

  /** Takes a whole window, or what follows `since`, and drops what is older than `from`. */
  merge(series: TrafficSeries, from: number): void {
    const first = series.t[0];
    if (series.step_seconds !== this.stepSeconds) this.clear();
    this.stepSeconds = series.step_seconds;
    if (first !== undefined) {
      const keep = lowerBound(this.t, first);
      this.t.length = keep;
      append(this.t, series.t);
      for (const name of COLUMNS) {
        this.cells[name].length = keep;
        append(this.cells[name], series[name]);
      }
    }
    this.cut(lowerBound(this.t, from));
  }

  clear(): void {
    this.cut(this.t.length);
  }

  /** The instant from which to ask again: the last points are asked for once more. */
  get since(): number | null {
    return this.t.length > 3 ? (this.t[this.t.length - 3] ?? null) : null;
  }

  /** The first instant at which anything was counted. */
  get begins(): number | null {
    return this.t[this.cells.rps.findIndex((value) => value !== null)] ?? null;
  }

  /** Where points are missing, null cells are put in, so that the line breaks instead of bridging the gap. */
  withGaps(names: readonly Column[]): { t: number[]; columns: Cells[] } {
    const t: number[] = [];
    const columns: Cells[] = names.map(() => []);
    this.t.forEach((at, i) => {
      const before = t[t.length - 1];
      if (before !== undefined && at - before > this.stepSeconds * 1.5) {
        t.push(before + this.stepSeconds);
        for (const column of columns) column.push(null);
      }
      t.push(at);
      names.forEach((name, c) => columns[c]?.push(this.cells[name][i] ?? null));
    });
    return { t, columns };
  }

  private cut(count: number): void {
    if (count === 0) return;
    this.t.splice(0, count);
    for (const name of COLUMNS) this.cells[name].splice(0, count);
  }
}

function append<T>(to: T[], more: readonly T[]): void {
  for (const item of more) to.push(item);
}

/** The first index whose instant is not before `at`. */
export function lowerBound(t: readonly number[], at: number): number {
  let [low, high] = [0, t.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((t[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
