import { expect, it } from "vitest";

import type { Decision } from "@/api/types";
import { makeFormats } from "@/lib/format";
import { en } from "@/lib/i18n/en";
import { joined } from "@/lib/i18n/part";

import { coreWord, filtered } from "./fields";
import { en as part } from "./text/en";

const decision = (change: Partial<Decision>): Decision => ({
  id: "d1", type: "ban", scope: "ip", value: "203.0.113.7", service: "shop.example", kind: "flood", decided_at: "2026-11-22T18:00:00Z", until_at: "2026-11-22T22:00:00Z", lifted_at: null, replaced: false,
  active: true, simulated: false, origin: "detector", rule: null, decided_by: "detector", said: "", score: 0.9, reasons: [], incident_id: null, ...change,
});
const rows = [
  decision({ id: "a" }),
  decision({ id: "b", value: "198.51.100.0/24", scope: "range", type: "limit", origin: "person", kind: "unknown", decided_by: "anna", said: "asked by support", service: "" }),
  decision({ id: "c", type: "challenge", origin: "rule", rule: { id: "r", name: "Night shift", text: "" }, simulated: true }),
];
const found = (q: string) => filtered(rows, q, joined(en, part), makeFormats("en", "UTC", en)).map(({ id }) => id).join("");

it.each([
  ["", "abc"], ["203.0", "ac"], ["type:ban", "a"], ["-type:ban", "bc"], ["origin:person", "b"], ["by:anna", "b"], ["by:\"Night shift\"", "c"], ["night", "c"], ["support", "b"], ["scope:range", "b"],
  ["state:simulated", "c"], ["kind:flood -state:simulated", "a"], ["service:shop", "ac"], ["score>0.8", "abc"], ["nobody", ""],
])("%j finds %j", (q, ids) => expect(found(q)).toBe(ids));

it.each([["203.0.113 type:ban", "203.0.113"], ["-203.0", ""], ["support", ""], ["source:198.51.100.0/24", "198.51.100.0/24"]])("of %j the core is asked for %j", (q, word) => expect(coreWord(q)).toBe(word));
