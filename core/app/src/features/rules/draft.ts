import type { RuleCondition, RuleField, RuleStatement } from "@/api/types";

export type FieldKind = RuleField["kind"];

/** A condition in the making: each part as it stands in a rule's text. */
export interface Row {
  field: string;
  operator: string;
  value: string;
}

export interface Built {
  rows: readonly Row[];
  action: RuleStatement["action"];
  duration: string;
}

export const STEPS = ["observe", "limit", "challenge", "ban"] as const satisfies readonly RuleStatement["action"][];
export const ACTIONS = [...STEPS, "notify"] as const satisfies readonly RuleStatement["action"][];
export const AGENTS = ["tool", "scanner", "crawler", "browser"] as const;
export const DURATIONS = ["10m", "30m", "1h", "4h", "12h", "1d", "7d", "30d"] as const;
const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

const OPERATORS: Record<FieldKind, readonly string[]> = {
  number: [">", ">=", "<", "<="], service: ["is", "is not"], agent: ["is", "is not"], address: ["in", "not in"], country: ["in", "not in"], system: ["in", "not in"],
};
const FIRST: Record<FieldKind, string> = { number: "10", service: "", agent: "tool", address: "", country: "", system: "" };

export const operatorsOf = (kind: FieldKind): readonly string[] => OPERATORS[kind];

/** Whether a rule only tells people whom it met. */
export const notifies = ({ statement }: { statement: RuleStatement | null }): boolean => statement?.action === "notify";

/** A new condition about a field, with what suits it. */
export const rowOf = ({ name, kind }: RuleField): Row => ({ field: name, operator: OPERATORS[kind][0] ?? "is", value: name === "score" || name.endsWith("_share") ? "0.8" : FIRST[kind] });

export const builtOf = ({ conditions, action, duration }: RuleStatement): Built => ({
  rows: conditions.map(({ field, operator, value }: RuleCondition) => ({ field, operator, value })), action, duration,
});

/** The text of what was built: the core says whether it is a rule. */
export const textOf = ({ rows, action, duration }: Built): string =>
  `when ${rows.map(({ field, operator, value }) => `${field} ${operator} ${value.trim()}`).join(" and ")} then ${action} for ${duration}`;

/** `90m` as seconds; 0 where it is no duration. */
export function secondsOf(duration: string): number {
  const [, number = "", unit = ""] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  return Number(number) * (UNITS[unit] ?? 0);
}

/** The list with one of its members somewhere else. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  next.splice(Math.max(0, Math.min(to, list.length - 1)), 0, ...next.splice(from, 1));
  return next;
}
