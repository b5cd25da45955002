import type { FeatureDrift, Policy, Study, Trial, WorkingPoint } from "@/api/types";

import { pointAt, pointOf } from "./thresholds";

export type DriftLevel = "stable" | "shifting" | "moved" | "unknown";
export const SHIFTING = 0.1;
export const MOVED = 0.25;

export function driftLevel(index: number | null): DriftLevel {
  if (index === null) return "unknown";
  if (index >= MOVED) return "moved";
  return index >= SHIFTING ? "shifting" : "stable";
}

export type Quality = { kind: "measured"; point: WorkingPoint; labels: number } | { kind: "unmeasured"; attacks: number; harmless: number };

/** How good the version in charge is at the threshold of a limit, or how many labels it lacks to know. */
export function quality(study: Study, policy: Policy): Quality {
  const { attacks, harmless, labels_needed: needed, champion } = study;
  const point = champion ? pointAt(champion.points, pointOf(policy.thresholds.limit)) : undefined;
  const lacking = { attacks: Math.max(needed - attacks, 0), harmless: Math.max(needed - harmless, 0) };
  if (!point || lacking.attacks + lacking.harmless > 0) return { kind: "unmeasured", ...lacking };
  return { kind: "measured", point, labels: attacks + harmless };
}

export interface Moved {
  level: DriftLevel;
  features: readonly FeatureDrift[];
}

/** The features that have moved the furthest, at the worst level that there is. */
export function drift({ drift: all, ordinary, ordinary_needed }: Study): Moved {
  if (ordinary < ordinary_needed) return { level: "unknown", features: [] };
  for (const level of ["moved", "shifting"] as const) {
    const features = all.filter((each) => driftLevel(each.since_training) === level);
    if (features.length > 0) return { level, features };
  }
  return { level: "stable", features: [] };
}

export type Readiness = "none" | "ready" | "waiting" | "unfit";

/** Whether the challenger may take over: `waiting` is what time brings, `unfit` what it does not. */
export function readiness({ challenger, fit, conditions }: Trial): Readiness {
  if (!challenger || !conditions) return "none";
  if (fit) return "ready";
  return conditions.hours < conditions.hours_needed || conditions.sources < conditions.sources_needed ? "waiting" : "unfit";
}
