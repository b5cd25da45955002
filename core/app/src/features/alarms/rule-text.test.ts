import { expect, it } from "vitest";

import type { AlarmRule } from "@/api/types";

import { readRule, writtenRule } from "./rule-text";

const rule = {
  kind: "change", metric: "container.restarts_count", nodes: ["*"], entities: ["web*"], but: [], group: "entity", of: "avg", above: 2.5, below: null, clear: null,
  for_seconds: 0, clear_seconds: 60, window_seconds: 600, ahead_seconds: 0, severity: "high", summary: "", enabled: true,
} as AlarmRule["rule"];

it("a rule is written without what goes without saying, and read back", () => {
  expect(readRule(writtenRule(rule))).toEqual({ kind: "change", metric: "container.restarts_count", entities: ["web*"], above: 2.5, for_seconds: 0, clear_seconds: 60, severity: "high", summary: "", enabled: true });
});

it.each(["", "{", "[]", "null", "7"])("%j is no rule", (text) => {
  expect(() => readRule(text)).toThrow(SyntaxError);
});
