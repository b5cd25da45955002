import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { byPlace, newest, placeOf, RECENT, seriesQuery, type Values } from "@/api/metrics";
import type { Node } from "@/api/types";

import { most, summed } from "./sums";

const METRICS = {
  cpu: "host.cpu_busy_share", memory: "host.memory_used_share", received: "network.receive_bytes_per_second", sent: "network.send_bytes_per_second",
  requests: "nginx.requests_per_second", connections: "nginx.connections_active_count",
} as const;

/** What one machine did in the last quarter of an hour; of its disks the fullest, over all of its interfaces. */
export function useMachine(node: Node) {
  const { data } = useQuery(seriesQuery({ metrics: Object.values(METRICS), nodes: [node.id], range: RECENT, points: 60 }));
  const { data: disks } = useQuery(seriesQuery({ metrics: ["filesystem.used_share"], nodes: [node.id], range: { kind: "live", seconds: 60 }, points: 6 }));
  const lines = useMemo(() => {
    const values = byPlace(data);
    const of = (metric: keyof typeof METRICS): Values => values.get(placeOf(node.id, "", METRICS[metric])) ?? [];
    const network = summed((data?.series ?? []).filter((each) => each.kind === "network").map((each) => each.avg ?? []));
    return { cpu: of("cpu"), memory: of("memory"), requests: of("requests"), connections: of("connections"), network };
  }, [data, node.id]);
  return { ...lines, disk: most((disks?.series ?? []).map((each) => newest(each.avg ?? []))) ?? node.disk_used_share };
}
