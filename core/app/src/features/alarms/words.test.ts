import { expect, it } from "vitest";

import type { AlarmRule } from "@/api/types";
import { makeFormats } from "@/lib/format";
import { en } from "@/lib/i18n/en";
import { joined } from "@/lib/i18n/part";
import { en as NAMES } from "@/lib/metric-names/en";

import { en as own } from "./text/en";
import { conditionText, whereText } from "./words";

const around = { t: joined(en, own), f: makeFormats("en", "UTC", en), nameOf: (metric: string) => NAMES[metric] ?? metric };
const rule = (change: Partial<AlarmRule["rule"]>) => ({ kind: "threshold", metric: "host.memory_used_share", above: 0.95, below: null, for_seconds: 300, ...change }) as AlarmRule["rule"];

it.each([
  [rule({}), "Memory in use, share > 95%, for 5\u00a0min"],
  [rule({ kind: "silence", metric: "", above: null, for_seconds: 30 }), "the node is silent, for 30\u00a0s"],
  [rule({ metric: "nginx.up_count", above: null, below: 0.5, for_seconds: 0 }), "NGINX runs < 0.5"],
  [rule({ kind: "forecast", metric: "filesystem.used_bytes", above: 1024, for_seconds: 0 }), "File system: used forecast > 1\u00a0KiB"],
])("%o is told in a line", (said, text) => {
  expect(conditionText(said, around)).toBe(text);
});

it("an alarm is at its node, by name where that is known, or everywhere", () => {
  const nodes = new Map([["n1", "msk-01"]]);
  expect(whereText({ node_id: "n1", entity: "/var" }, nodes, around.t)).toBe("msk-01 · /var");
  expect(whereText({ node_id: "n2", entity: "" }, nodes, around.t)).toBe("n2");
  expect(whereText({ node_id: "", entity: "" }, nodes, around.t)).toBe("all nodes");
});
