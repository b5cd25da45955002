import { expect, it } from "vitest";

import type { AlarmRule } from "@/api/types";

import { draftOf, isNumber, ruleOf } from "./rule-draft";

type Rule = AlarmRule["rule"];

const rule: Rule = {
  kind: "threshold", metric: "host.memory_used_share", nodes: ["msk-*", "spb-1"], entities: ["*"], but: ["loop*"], group: "node", of: "max", above: 0.07, clear: 0.05,
  for_seconds: 300, clear_seconds: 60, window_seconds: 600, ahead_seconds: 0, severity: "high", summary: "Memory <b>", enabled: true,
};

it("a rule goes through the form unchanged, and what the form has no field for stays", () => {
  expect(ruleOf(draftOf(rule))).toEqual(rule);
});

it("shares are asked in percent and bytes in mebibytes", () => {
  expect(draftOf(rule)).toMatchObject({ limit: "7", clear: "5", side: "above" });
  expect(ruleOf({ ...draftOf({ metric: "host.memory_available_bytes" }), side: "below", limit: "512" })).toMatchObject({ below: 536_870_912 });
  expect(ruleOf({ ...draftOf({ metric: "host.cpu_busy_share" }), limit: "99,5" })).toMatchObject({ above: 0.995 });
});

it("a kind that compares nothing has no threshold, and a silent node no metric", () => {
  const silent = ruleOf({ ...draftOf(rule), kind: "silence" });
  expect(silent).not.toHaveProperty("above");
  expect(silent).not.toHaveProperty("clear");
  expect(silent.metric).toBe("");
  const surprising = ruleOf({ ...draftOf(rule), kind: "anomaly" });
  expect(surprising).toMatchObject({ for_seconds: 0, group: "entity" });
  expect(surprising).not.toHaveProperty("above");
  expect(ruleOf(draftOf(ruleOf(draftOf({ ...rule, kind: "anomaly", above: 0.9 }))))).toMatchObject({ above: 0.9 });
});

it.each([["", true, false], ["", false, true], ["0,5", true, true], ["9e", true, false], ["<script>", true, false]])("%j, where it is needed: %s, is a number: %s", (text, needed, is) => {
  expect(isNumber(text, needed)).toBe(is);
});
