import { describe, expect, it } from "vitest";

import type { MetricColumns } from "@/api/types";

import { catalogueOf, groupOf } from "./catalogue";
import { linesOf, overlaid, together } from "./lines";

const series = (node: string, entity: string, avg: (number | null)[]) => ({ node_id: node, kind: "network", entity, metric: "receive_bytes_per_second", unit: "bytes_per_second", avg, min: null, max: null, last: null, anomaly: null });
const COLUMNS: MetricColumns = { as_of: "2030-01-01T00:00:00Z", step_seconds: 10, t: [0, 10], series: [series("a", "eth0", [1, 2]), series("a", "eth1", [10, null]), series("b", "eth0", [100, 200])] };
const WANTED = { metric: "network.receive_bytes_per_second", unit: "bytes_per_second", stat: "avg", nodeName: (id: string) => id.toUpperCase(), all: "all" } as const;

describe("the lines of a metric", () => {
  it("are one for each entity of each node", () => expect(linesOf(COLUMNS, { ...WANTED, split: "entity" }).map(({ name }) => name)).toEqual(["A · eth0", "A · eth1", "B · eth0"]));
  it("are added up by node or in all", () => {
    expect(linesOf(COLUMNS, { ...WANTED, split: "node" })).toEqual([{ name: "A", values: [11, 2] }, { name: "B", values: [100, 200] }]);
    expect(linesOf(COLUMNS, { ...WANTED, split: "none" })).toEqual([{ name: "all", values: [111, 202] }]);
  });
  it("are averaged where they do not add up, and a gap stays one", () => expect(together([[0.2, null], [0.4, null]], "share")).toEqual([expect.closeTo(0.3), null]));
});

it("lays an earlier time over this one by its place in the window", () => {
  expect(overlaid([100, 110, 120], [40, 50, 60], [1, 2, 3], 60)).toEqual([1, 2, 3]);
  expect(overlaid([100, 110], [50, 60], [2, 3], 60)).toEqual([null, 2]);
});

it("knows what a metric is about", () => {
  expect(["host.cpu_busy_share", "host.tcp_resets_per_second", "host.swap_used_bytes", "orders.paid_per_second"].map(groupOf)).toEqual(["cpu", "tcp", "memory", "services"]);
});

it("lists the metrics of the chosen nodes once, with all that they are of", () => {
  const metrics = [{ kind: "disk", metric: "busy_share", unit: "share", entities: ["sda"] }];
  const list = { as_of: "", nodes: [{ node_id: "a", at: 0, metrics }, { node_id: "b", at: 0, metrics: [{ ...metrics[0], entities: ["sdb"] }, { kind: "agent", metric: "busy_share", unit: "share", entities: [""] }] }] } as never;
  expect(catalogueOf(list, [], String)).toEqual([{ name: "disk.busy_share", unit: "share", group: "disks", entities: ["sda", "sdb"] }, { name: "agent.busy_share", unit: "share", group: "agent", entities: [] }]);
  expect(catalogueOf(list, ["a"], String)).toHaveLength(1);
});
