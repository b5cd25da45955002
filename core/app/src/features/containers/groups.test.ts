import { expect, it } from "vitest";

import type { Container } from "@/api/types";

import { markOf, runningIn } from "./groups";

const container = (change: Partial<Container>): Container => ({
  node: "n1", node_name: "msk-01", id: "a", name: "web", image: "i", image_id: "", image_before: "", image_created_at: null, state: "running", health: "", restarts: 0, exit_code: 0, oom_killed: false,
  error: "", created_at: null, started_at: null, finished_at: null, service: "", project: "", replica_of: "", addresses: [], ports: [], labels: {}, limits: {}, ...change,
});

it("of each project it is known how many of its containers run", () => {
  const found = runningIn([container({ name: "a" }), container({ name: "b", project: "shop" }), container({ name: "c", project: "shop", state: "exited" })], "project");
  expect([...found]).toEqual([["", [1, 1]], ["shop", [1, 2]]]);
  expect([...runningIn([container({})], "node")]).toEqual([["msk-01", [1, 1]]]);
});

it.each([
  [{ state: "running" }, "ok"], [{ state: "running", health: "unhealthy" }, "down"], [{ state: "running", health: "starting" }, "warn"], [{ state: "restarting" }, "warn"],
  [{ state: "exited", exit_code: 1 }, "down"], [{ state: "exited", exit_code: 137, oom_killed: true }, "down"], [{ state: "exited", exit_code: 143 }, "new"], [{ state: "exited" }, "new"], [{ state: "paused" }, "new"],
] as const)("%o is marked %s", (change, mark) => {
  expect(markOf(container(change))).toBe(mark);
});
