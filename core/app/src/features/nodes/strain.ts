import type { Values } from "@/api/metrics";

export type Strain = "cpu" | "memory" | "disk";

/** From which share on a machine is short of something. */
export const HIGH = 0.9;
/** How many of the newest points have to be as high: a moment of a full processor is nothing to look at. */
const LASTING_POINTS = 8;

/** What a machine is short of, and how far: processors on the mean of the last minutes, the rest now. */
export function strainsOf({ cpu, memory, disk }: { cpu: Values; memory: number | null; disk: number | null }): { of: Strain; share: number }[] {
  const known = cpu.filter((value) => value !== null).slice(-LASTING_POINTS);
  const busy = known.length === LASTING_POINTS ? known.reduce((sum, value) => sum + value, 0) / LASTING_POINTS : 0;
  const shares = { cpu: busy, memory: memory ?? 0, disk: disk ?? 0 };
  return (["cpu", "memory", "disk"] as const).flatMap((of) => (shares[of] > HIGH ? [{ of, share: shares[of] }] : []));
}
