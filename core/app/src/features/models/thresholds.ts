import type { Policy, Thresholds, WorkingPoint } from "@/api/types";

export const STEPS = ["observe", "limit", "challenge", "ban"] as const;
export type Step = (typeof STEPS)[number];

export const LEAST_POINT = 1;
export const MOST_POINT = 8;
export const POINT_STEP = 0.25;

/** Where a p-value stands on the slider: -log10 of it, on a quarter. */
export const pointOf = (p: number): number => Math.min(MOST_POINT, Math.max(LEAST_POINT, Math.round(-Math.log10(p) / POINT_STEP) * POINT_STEP));

/**
 * Thresholds with one of them moved. A stronger step never wants less than a weaker one, so the others give way; limit
 * and challenge are apart from each other.
 */
export function moved(now: Policy["thresholds"], step: Step, point: number): Thresholds {
  const p = Number((10 ** -point).toPrecision(3));
  const next = { observe: now.observe, limit: now.limit, challenge: now.challenge, ban: now.ban, [step]: p };
  if (step === "observe") return { ...next, limit: Math.min(now.limit, p), challenge: Math.min(now.challenge, p), ban: Math.min(now.ban, p) };
  if (step === "ban") return { ...next, observe: Math.max(now.observe, p), limit: Math.max(now.limit, p), challenge: Math.max(now.challenge, p) };
  return { ...next, observe: Math.max(now.observe, p), ban: Math.min(now.ban, p) };
}

/** The working point that lies closest to a threshold. */
export function pointAt(points: readonly WorkingPoint[], point: number): WorkingPoint | undefined {
  return points.toSorted((a, b) => Math.abs(-Math.log10(a.p) - point) - Math.abs(-Math.log10(b.p) - point))[0];
}
