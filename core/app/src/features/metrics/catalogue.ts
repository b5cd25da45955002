import type { MetricList } from "@/api/types";

export const GROUPS = ["cpu", "memory", "disks", "network", "tcp", "nginx", "containers", "machines", "services", "system", "agent"] as const;
export type Group = (typeof GROUPS)[number];

/** A metric that is told of now. */
export interface Known {
  /** KIND.METRIC */
  name: string;
  unit: string;
  group: Group;
  /** Of what, where that is more than the machine as a whole. */
  entities: readonly string[];
}

const OF_KIND: Readonly<Record<string, Group>> = { cpu: "cpu", disk: "disks", filesystem: "disks", network: "network", nginx: "nginx", container: "containers", machine: "machines", sensor: "system", agent: "agent" };

/** What a metric is about. */
export function groupOf(name: string): Group {
  const [kind = "", metric = ""] = name.split(/\.(.*)/s);
  if (kind !== "host") return OF_KIND[kind] ?? "services";
  if (/^(?:cpu|load|pressure_cpu)_|^context_/.test(metric)) return "cpu";
  if (/^(?:memory|swap|pressure_memory|oom|major)_/.test(metric)) return "memory";
  if (metric.startsWith("pressure_io")) return "disks";
  if (metric.startsWith("tcp_")) return "tcp";
  return /^(?:udp|connections)_/.test(metric) ? "network" : "system";
}

/** All metrics that some of the nodes tell of, by what they are about and then as they are called. */
export function catalogueOf(list: MetricList, nodes: readonly string[], called: (name: string) => string): readonly Known[] {
  const found = new Map<string, Known & { entities: Set<string> }>();
  for (const { node_id: node, metrics } of list.nodes) {
    if (nodes.length > 0 && !nodes.includes(node)) continue;
    for (const { kind, metric, unit, entities } of metrics) {
      const name = `${kind}.${metric}`;
      const known = found.get(name) ?? { name, unit, group: groupOf(name), entities: new Set<string>() };
      for (const entity of entities) known.entities.add(entity);
      found.set(name, known as never);
    }
  }
  return [...found.values()]
    .map((known) => ({ ...known, entities: [...known.entities].filter(Boolean).toSorted() }))
    .toSorted((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || called(a.name).localeCompare(called(b.name)));
}

/** Questions that people come with, and the metrics that answer them. */
export const PRESETS = {
  machine: ["host.cpu_busy_share", "host.load_1m_count", "host.memory_used_share", "host.pressure_io_some_share"],
  disks: ["filesystem.used_share", "disk.busy_share", "disk.read_wait_seconds", "disk.write_wait_seconds"],
  network: ["network.receive_bytes_per_second", "network.send_bytes_per_second", "host.tcp_established_count", "host.tcp_retransmitted_per_second"],
  nginx: ["nginx.requests_per_second", "nginx.connections_active_count", "nginx.workers_busy_share", "host.tcp_listen_overflows_per_second"],
  containers: ["container.cpu_share", "container.memory_used_bytes", "container.network_received_bytes_per_second"],
} as const satisfies Record<string, readonly string[]>;
export type Preset = keyof typeof PRESETS;
