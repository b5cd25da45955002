import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { useMarks } from "@/api/marks";
import { seriesQuery } from "@/api/metrics";
import type { MetricColumns } from "@/api/types";
import { Facts } from "@/components/facts";
import { LineChart } from "@/components/line-chart";
import { Skeleton } from "@/components/states";
import { metricText } from "@/lib/metric";
import { useRange, useSetRange } from "@/lib/view";

import { latestQuery } from "./requests";
import { type Texts, useText } from "./text/use";

/** A chart: metrics with the name that each line has, or one metric with a line for each entity. */
interface Chart {
  name: keyof Texts["nodes"]["charts"];
  unit: string;
  lines: readonly (readonly [metric: string, label: keyof Texts["nodes"]["lineNames"] | "entity"])[];
}

const CHARTS: readonly Chart[] = [
  { name: "cpu", unit: "share", lines: [["host.cpu_user_share", "user"], ["host.cpu_system_share", "system"], ["host.cpu_iowait_share", "iowait"], ["host.cpu_steal_share", "steal"]] },
  { name: "cores", unit: "share", lines: [["cpu.busy_share", "entity"]] },
  { name: "load", unit: "count", lines: [["host.load_1m_count", "load1"], ["host.load_5m_count", "load5"], ["host.load_15m_count", "load15"]] },
  { name: "pressure", unit: "share", lines: [["host.pressure_cpu_some_share", "cpu"], ["host.pressure_memory_some_share", "memory"], ["host.pressure_io_some_share", "io"]] },
  { name: "memory", unit: "bytes", lines: [["host.memory_used_bytes", "used"], ["host.memory_cached_bytes", "cached"], ["host.swap_used_bytes", "swap"]] },
  { name: "network", unit: "bytes_per_second", lines: [["network.receive_bytes_per_second", "received"], ["network.send_bytes_per_second", "sent"]] },
  { name: "disks", unit: "bytes_per_second", lines: [["disk.read_bytes_per_second", "read"], ["disk.write_bytes_per_second", "written"]] },
  { name: "waits", unit: "seconds", lines: [["disk.read_wait_seconds", "read"], ["disk.write_wait_seconds", "written"]] },
  { name: "tcp", unit: "count", lines: [["host.tcp_established_count", "established"], ["host.tcp_time_wait_count", "timeWait"], ["host.tcp_syn_received_count", "synReceived"]] },
  { name: "nginxRequests", unit: "per_second", lines: [["nginx.requests_per_second", "requests"]] },
  { name: "nginxConnections", unit: "count", lines: [["nginx.connections_active_count", "active"], ["nginx.connections_waiting_count", "waiting"]] },
  { name: "temperature", unit: "celsius", lines: [["sensor.temperature_celsius", "entity"]] },
  { name: "agent", unit: "share", lines: [["agent.busy_share", "used"]] },
  { name: "agentMemory", unit: "bytes", lines: [["agent.memory_bytes", "used"]] },
];
const COLORS = ["s1", "s4", "s5", "s2", "s3", "s6"] as const;
const HALVES = [CHARTS.slice(0, 7), CHARTS.slice(7)];

/** What a machine does, over the chosen time. */
export function MetricsPane({ node }: { node: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <Filesystems node={node} />
      <div className="grid grid-cols-1 gap-x-5 gap-y-4 md:grid-cols-[repeat(2,minmax(0,1fr))]">
        {HALVES.map((charts) => <Charts key={charts[0]?.name} node={node} charts={charts} />)}
      </div>
    </div>
  );
}

function Charts({ node, charts }: { node: string; charts: readonly Chart[] }) {
  const text = useText();
  const range = useRange();
  const setRange = useSetRange();
  const marks = useMarks(range);
  const metrics = useMemo(() => charts.flatMap(({ lines }) => lines.map(([metric]) => metric)), [charts]);
  const { data } = useQuery(seriesQuery({ metrics, nodes: [node], range, points: 180 }));
  if (!data) return <Skeleton className="h-[900px]" />;
  const [first = 0, last = 1] = [data.t[0], data.t.at(-1)];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4">
      {charts.map((chart) => {
        const lines = linesOf(chart, data, text.t);
        if (lines.length === 0) return null;
        return (
          <LineChart
            key={chart.name} title={text.t.nodes.charts[chart.name]} t={data.t} lines={lines} from={first} to={last} height={104} binary={chart.unit.startsWith("bytes")}
            format={(value) => metricText(value, chart.unit, text)} onZoom={(from, to) => setRange({ kind: "fixed", from, to })} marks={marks}
          />
        );
      })}
    </div>
  );
}

const highest = ({ values }: { values: readonly (number | null)[] }) => values.reduce<number>((top, value) => Math.max(top, value ?? 0), 0);

/** The lines of a chart: those with most first where there are more than colours. */
function linesOf({ lines }: Chart, data: MetricColumns, t: Texts) {
  const found = lines.flatMap(([metric, label]) => {
    const series = data.series.filter((each) => `${each.kind}.${each.metric}` === metric);
    return series.map((each) => ({
      name: label === "entity" ? each.entity : [series.length > 1 && each.entity, t.nodes.lineNames[label]].filter(Boolean).join(" "),
      values: each.avg ?? [],
    }));
  });
  const kept = found.length > COLORS.length ? found.toSorted((a, b) => highest(b) - highest(a)).slice(0, COLORS.length) : found;
  return kept.map((line, i) => ({ ...line, color: COLORS[i] ?? "off" }));
}

const SPACE = ["filesystem.used_share", "filesystem.used_bytes", "filesystem.size_bytes", "filesystem.inodes_used_share"] as const;
const FULL = 0.9;

function Filesystems({ node }: { node: string }) {
  const { t, f } = useText();
  const { data } = useQuery(latestQuery(node, SPACE));
  const found = new Map<string, Map<string, number | null>>();
  for (const { entity, metric, value } of data?.values ?? []) found.set(entity, (found.get(entity) ?? new Map<string, number | null>()).set(metric, value));
  if (found.size === 0) return null;
  return (
    <Facts title={t.nodes.filesystems} rows={[...found].map(([path, told]) => {
      const share = told.get("used_share") ?? null;
      return [path, (
        <span key={path} className="flex flex-wrap items-center gap-x-3">
          <span aria-hidden="true" className="h-1.5 w-28 overflow-hidden rounded-full bg-active"><i className={`block h-full rounded-full ${(share ?? 0) > FULL ? "bg-bad" : "bg-(--s1)"}`} style={{ width: `${(share ?? 0) * 100}%` }} /></span>
          <b className="font-semibold">{f.percent(share)}</b> <span className="text-fg2">{f.bytes(told.get("used_bytes"))} / {f.bytes(told.get("size_bytes"))}</span>
          <span className="text-fg3">{t.nodes.inodes(f.percent(told.get("inodes_used_share")))}</span>
        </span>
      )] as const;
    })} />
  );
}
