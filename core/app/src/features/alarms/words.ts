import type { Alarm, AlarmRule } from "@/api/types";
import type { Formats } from "@/lib/format";
import { metricText } from "@/lib/metric";

import type { Texts } from "./text/use";

type Rule = AlarmRule["rule"];

/** The unit that a metric's name ends with. */
export function unitOf(metric: string): string {
  return ["bytes_per_second", "per_second", "bytes", "seconds", "share", "celsius"].find((unit) => metric.endsWith(`_${unit}`)) ?? "";
}

/** A value that a rule is about. What is missed is told by how long; a surprise has no unit. */
export function valueText({ kind, metric }: Pick<Rule, "kind" | "metric">, value: number | null | undefined, around: { t: Texts; f: Formats }): string {
  const unit = kind === "silence" || kind === "absence" ? "seconds" : kind === "anomaly" ? "" : unitOf(metric);
  return metricText(value, unit, around);
}

/** When a rule fires, in a line: `Memory in use, share > 95%, for 5 min`. */
export function conditionText(rule: Rule, around: { t: Texts; f: Formats; nameOf: (metric: string) => string }): string {
  const { t, f, nameOf } = around;
  const limit = rule.above ?? rule.below;
  const bound = limit == null ? "" : `${rule.above == null ? "<" : ">"} ${valueText(rule, limit, around)}`;
  const what = [nameOf(rule.metric), rule.kind !== "threshold" && t.alarms.kinds[rule.kind], bound].filter(Boolean).join(" ");
  return rule.for_seconds > 0 ? `${what}, ${t.alarms.lasting(f.span(rule.for_seconds))}` : what;
}

/** Where an alarm is: node and what of it; a rule over the fleet is everywhere. */
export function whereText({ node_id, entity }: Pick<Alarm, "node_id" | "entity">, nodes: ReadonlyMap<string, string> | undefined, t: Texts): string {
  return [node_id && (nodes?.get(node_id) ?? node_id), entity].filter(Boolean).join(" · ") || t.alarms.fleet;
}
