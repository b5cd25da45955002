import type { AlarmRule } from "@/api/types";

type Rule = AlarmRule["rule"];

/** A rule as a person writes it: without what is not there, or is as it is without being said. */
export function writtenRule(rule: Rule): string {
  const plain: Record<string, unknown> = { kind: "threshold", group: "entity", of: "avg", but: [], nodes: ["*"], entities: ["*"], ahead_seconds: 0, window_seconds: 600 };
  const said = Object.entries(rule).filter(([name, value]) => value !== null && (!(name in plain) || JSON.stringify(plain[name]) !== JSON.stringify(value)));
  return JSON.stringify(Object.fromEntries(said), null, 2);
}

/** What was written. Whether it is a rule, the core says. Throws SyntaxError where it is no JSON object. */
export function readRule(text: string): Rule {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("{ … }");
  return value as Rule;
}
