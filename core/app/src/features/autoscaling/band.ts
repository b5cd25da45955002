import type { Values } from "@/components/line-chart";

const FEWEST = 20;
const [LOW, HIGH] = [0.1, 0.9];

/** The forecast with its usual error about it: eight of ten points of the load so far lay in this band. Null where too few are known. */
export function bandOf(load: Values, forecast: Values): { low: Values; high: Values } | null {
  const ratios = load.flatMap((value, i) => (value !== null && forecast[i] ? value / forecast[i] : [])).toSorted((a, b) => a - b);
  if (ratios.length < FEWEST) return null;
  const at = (share: number): number => ratios[Math.round(share * (ratios.length - 1))] ?? 1;
  const times = (ratio: number): Values => forecast.map((value) => (value === null ? null : value * ratio));
  return { low: times(at(LOW)), high: times(at(HIGH)) };
}
