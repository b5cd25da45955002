import type { Values } from "@/api/metrics";

/** Series added up, point by point; where all have a gap, it is one. */
export function summed(series: readonly Values[]): Values {
  const length = Math.max(0, ...series.map((each) => each.length));
  return Array.from({ length }, (_, i) => {
    const known = series.map((each) => each[i]).filter((value) => value != null);
    return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : null;
  });
}

/** The most of what is known, or null. */
export function most(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}
