import { expect, it } from "vitest";

import { drained, sentTo } from "./drain";

const SERVICES = {
  shop: { members: [{ name: "a", node: "edge-1", port: 80 }, { name: "b", node: "edge-2", port: 80 }, { name: "c", host: "10.0.0.3", port: 80, draining: true }] },
  blog: { members: [{ name: "a", node: "edge-1", port: 80 }] },
  lone: { members: [{ name: "h", host: "10.0.0.4", port: 80 }] },
} as never;

it("tells who sends requests to a node, and who would take over", () => {
  expect(sentTo(SERVICES, "Edge-1")).toEqual([
    { service: "shop", members: ["a"], draining: false, others: 1 },
    { service: "blog", members: ["a"], draining: false, others: 0 },
  ]);
  expect(sentTo(SERVICES, "edge-9")).toEqual([]);
});

it("drains its members and leaves the others and other services as they are", () => {
  const changed = drained(SERVICES, "edge-1", true) as Record<string, { members: { name: string; draining?: boolean }[] }>;
  expect(Object.keys(changed)).toEqual(["shop", "blog"]);
  expect(changed["shop"]?.members.map(({ draining }) => draining)).toEqual([true, undefined, true]);
  expect(sentTo(changed as never, "edge-1").every(({ draining }) => draining)).toBe(true);
});
