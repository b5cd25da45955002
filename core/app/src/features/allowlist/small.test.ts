import { expect, test } from "vitest";

import type { AllowEntry, AllowLine } from "@/api/types";

import { entryOf, shownNetwork } from "./requests";
import { stateOf } from "./state";

const entry: AllowEntry = {
  id: "a", network: "203.0.113.7/32", until_at: null, made_at: "2026-01-01T00:00:00Z", made_by: "ann", owner: "ann", reason: "", lifted_decisions: [], overlapping: [],
  counted_from: null, last_at: null, last_source: "", last_service: "", requests: 0, anomalous: 0, unused: false, unused_days: 90,
};
const line: AllowLine = { number: 1, text: "", network: "203.0.113.0/24", until_at: null, owner: "", reason: "the office", fault: null, cut: false, covered_by: null, lifts: [] };

test("one address is written without its length, a network with it", () => {
  expect(["203.0.113.7/32", "203.0.113.0/24", "2001:db8::7/128", "2001:db8::/32"].map(shownNetwork)).toEqual(["203.0.113.7", "203.0.113.0/24", "2001:db8::7", "2001:db8::/32"]);
});

test("what a line says wins over what is said for all, and a bad line makes no entry", () => {
  const said = { until_at: null, owner: "bob", reason: "for all" };
  expect(entryOf(line, said)).toEqual([{ network: "203.0.113.0/24", until_at: null, owner: "bob", reason: "the office" }]);
  expect(entryOf({ ...line, network: null, fault: "network" }, said)).toEqual([]);
});

test("an entry that was never met is young until it is unused", () => {
  expect(stateOf(entry)).toBe("young");
  expect(stateOf({ ...entry, unused: true })).toBe("unused");
  expect(stateOf({ ...entry, last_at: "2026-01-01T00:00:00Z" })).toBe("used");
});
