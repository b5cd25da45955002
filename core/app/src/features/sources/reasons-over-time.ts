import type { Decision } from "@/api/types";

const MOST_TIMES = 8;
const MOST_REASONS = 8;

/** Which reason had which part in each decision. */
export interface ReasonsOverTime {
  /** The oldest first. */
  decisions: readonly Decision[];
  /** What weighed most first; the share at each decision, null where it was no reason. */
  rows: readonly { feature: string; shares: readonly (number | null)[] }[];
}

const weight = (shares: readonly (number | null)[]) => shares.reduce<number>((sum, share) => sum + (share ?? 0), 0);

/** What the newest decisions about a source rested on; null where there are too few to compare. */
export function reasonsOverTime(made: readonly Decision[], key: string): ReasonsOverTime | null {
  const decisions = made.filter(({ value, reasons }) => value === key && reasons.length > 0)
    .toSorted((a, b) => Date.parse(a.decided_at) - Date.parse(b.decided_at)).slice(-MOST_TIMES);
  if (decisions.length < 2) return null;
  const features = [...new Set(decisions.flatMap(({ reasons }) => reasons.map(({ feature }) => feature)))];
  const rows = features.map((feature) => ({ feature, shares: decisions.map(({ reasons }) => reasons.find((each) => each.feature === feature)?.share ?? null) }));
  return { decisions, rows: rows.toSorted((a, b) => weight(b.shares) - weight(a.shares)).slice(0, MOST_REASONS) };
}
