import type { AlarmRule } from "@/api/types";

import { unitOf } from "./words";

type Rule = AlarmRule["rule"];
export const KINDS = ["threshold", "change", "forecast", "anomaly", "absence", "silence"] as const;
export type Kind = Rule["kind"];

/** A rule as a form holds it: numbers as they are typed, in the unit that people use, and patterns as one text. */
export interface RuleDraft {
  kind: Kind;
  metric: string;
  side: "above" | "below";
  limit: string;
  clear: string;
  for_seconds: number;
  clear_seconds: number;
  window_seconds: number;
  ahead_seconds: number;
  nodes: string;
  entities: string;
  but: string;
  severity: Rule["severity"];
  summary: string;
  enabled: boolean;
  /** How surprising an anomaly has to be, where that is said. */
  surprise: number | null;
  /** What the form has no field for, kept as it is. */
  rest: Partial<Rule>;
}

/** What a form asks for in steps that people say: percent and mebibytes. */
export const scaleOf = (metric: string): { of: "percent" | "mebibytes" | ""; by: number } => {
  const unit = unitOf(metric);
  if (unit === "share") return { of: "percent", by: 0.01 };
  return unit.startsWith("bytes") ? { of: "mebibytes", by: 2 ** 20 } : { of: "", by: 1 };
};

const typed = (value: number | null | undefined, by: number): string => (value == null ? "" : String(Number((value / by).toPrecision(12))));
const numberOf = (text: string, by: number): number | null => (text.trim() === "" ? null : Number((Number(text.replace(",", ".")) * by).toPrecision(12)));
const all = (patterns: readonly string[] | undefined): string => (patterns ?? ["*"]).join(", ");
const patternsOf = (text: string, none: readonly string[]): string[] => {
  const found = text.split(",").map((each) => each.trim()).filter(Boolean);
  return found.length > 0 ? found : [...none];
};

/** Whether a value is compared with anything: what is missed has none. */
export const isCompared = (kind: Kind): boolean => kind !== "absence" && kind !== "silence";
/** Whether the threshold is people's to say; that of a surprise is the detector's own. */
export const hasLimit = (kind: Kind): boolean => isCompared(kind) && kind !== "anomaly";

export function draftOf(rule: Partial<Rule>): RuleDraft {
  const { kind = "threshold", metric = "", above, below, clear, for_seconds = 60, clear_seconds = 60, window_seconds = 600, ahead_seconds = 0, nodes, entities, but, severity = "medium", summary = "", enabled = true, ...rest } = rule;
  const { by } = scaleOf(metric);
  const surprise = kind === "anomaly" ? (above ?? null) : null;
  return {
    kind, metric, surprise, side: below == null ? "above" : "below", limit: surprise === null ? typed(above ?? below, by) : "", clear: typed(clear, by), for_seconds, clear_seconds, window_seconds, ahead_seconds,
    nodes: all(nodes), entities: all(entities), but: (but ?? []).join(", "), severity, summary, enabled, rest,
  };
}

/** The rule that a form says. What a kind has no use for is left out. */
export function ruleOf({ rest, surprise, kind, metric, side, limit, clear, nodes, entities, but, for_seconds, window_seconds, ahead_seconds, ...plain }: RuleDraft): Rule {
  const { by } = scaleOf(metric);
  const [threshold, over] = hasLimit(kind) ? [numberOf(limit, by), numberOf(clear, by)] : [null, null];
  return {
    ...rest, ...plain, ...(kind !== "threshold" && { group: "entity" }), kind, metric: kind === "silence" ? "" : metric.trim(), for_seconds: kind === "anomaly" ? 0 : for_seconds, window_seconds, ahead_seconds,
    nodes: patternsOf(nodes, ["*"]), entities: patternsOf(entities, ["*"]), but: patternsOf(but, []),
    ...(threshold !== null && { [side]: threshold }), ...(over !== null && { clear: over }), ...(kind === "anomaly" && surprise !== null && { above: surprise }),
  } as Rule;
}

/** Whether what is typed for a number is one; nothing is, where it may be left out. */
export const isNumber = (text: string, needed: boolean): boolean => (text.trim() === "" ? !needed : Number.isFinite(Number(text.replace(",", "."))));
