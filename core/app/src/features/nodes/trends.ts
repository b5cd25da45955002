import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { byPlace, newest, placeOf, RECENT, seriesQuery, type Values } from "@/api/metrics";

import { most, summed } from "./sums";

const CPU = "host.cpu_busy_share";
const MEMORY = "host.memory_used_share";
const DISK = "filesystem.used_share";
const RECEIVED = "network.receive_bytes_per_second";
const SENT = "network.send_bytes_per_second";

/** What a node does: the fullest of its disks, and what goes over all of its interfaces. */
export interface Trend {
  cpu: Values;
  memory: Values;
  disk: number | null;
  network: Values;
}

const LINES = seriesQuery({ metrics: [CPU, MEMORY, RECEIVED, SENT], range: RECENT, points: 45 });
const DISKS = seriesQuery({ metrics: [DISK], range: { kind: "live", seconds: 60 }, points: 6 });

/** Whether it is known by now what nodes do, or that nobody can tell. */
export const useAreTrendsKnown = (): boolean => useQueries({ queries: [LINES, DISKS] }).every(({ isPending }) => !isPending);

/** The last quarter of an hour of every node. */
export function useTrends(): (node: string) => Trend {
  const { data: lines } = useQuery(LINES);
  const { data: disks } = useQuery(DISKS);
  return useMemo(() => {
    const values = byPlace(lines);
    return (node) => ({
      cpu: values.get(placeOf(node, "", CPU)) ?? [],
      memory: values.get(placeOf(node, "", MEMORY)) ?? [],
      disk: most((disks?.series ?? []).filter((each) => each.node_id === node).map((each) => newest(each.avg ?? []))),
      network: summed((lines?.series ?? []).filter((each) => each.node_id === node && each.kind === "network").map((each) => each.avg ?? [])),
    });
  }, [lines, disks]);
}
