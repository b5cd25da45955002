import type { Incident, Severity } from "@/api/types";

export type Level = 1 | 2 | 3 | 4;

const LEVELS: Record<Severity, Level> = { low: 1, medium: 2, high: 3, critical: 4 };
const NAMES: Record<Level, Severity> = { 1: "low", 2: "medium", 3: "high", 4: "critical" };

/** Verdicts by which an incident is nobody's concern any more. */
export const HARMLESS: ReadonlySet<Incident["verdict"]> = new Set(["harmless", "expected"]);

export const levelOf = (severity: Severity): Level => LEVELS[severity];
export const severityName = (level: Level): Severity => NAMES[level];

/** Score to level. A score is -log10(p)/6: 0.5 is p = 1e-3, 0.67 is 1e-4, 0.9 is 4e-6. */
export function levelOfScore(score: number): Level {
  if (score >= 0.9) return 4;
  if (score >= 0.67) return 3;
  return score >= 0.5 ? 2 : 1;
}

export const INK: Record<Level, string> = { 1: "text-sev1ink", 2: "text-sev2ink", 3: "text-sev3ink", 4: "text-sev4ink" };
export const FILL: Record<Level, string> = { 1: "var(--sev1)", 2: "var(--sev2)", 3: "var(--sev3)", 4: "var(--sev4)" };
