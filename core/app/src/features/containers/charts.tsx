import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { byPlace, placeOf, seriesQuery } from "@/api/metrics";
import type { Container } from "@/api/types";
import { type Line, LineChart } from "@/components/line-chart";
import { Skeleton } from "@/components/states";
import { metricText } from "@/lib/metric";
import { useRange } from "@/lib/view";

import { useText } from "./text/use";

const CHARTED = ["cpu_share", "memory_used_bytes", "network_received_bytes_per_second", "network_sent_bytes_per_second", "disk_read_bytes_per_second", "disk_written_bytes_per_second"].map((name) => `container.${name}`);
const COLORS = ["s1", "s4"] as const;

/** What a container took over the time range; two of them stand in the same charts, each in a colour of its own. */
export function ContainerCharts({ containers, names }: { containers: readonly Container[]; names: readonly string[] }) {
  const text = useText();
  const { t } = text;
  const range = useRange();
  const [nodes, entities] = [[...new Set(containers.map(({ node }) => node))], [...new Set(containers.map(({ name }) => name))]];
  const { data } = useQuery(seriesQuery({ metrics: CHARTED, nodes, entities, range, points: 240 }));
  const values = useMemo(() => byPlace(data), [data]);
  if (!data) return <Skeleton className="h-72" />;
  if (data.series.length === 0) return <p className="text-fg3">{t.containers.noMetrics}</p>;
  const [first = 0, last = 1] = [data.t[0], data.t.at(-1)];
  const alone = containers.length === 1;
  const used = alone ? t.containers.used : "";
  const of = (metric: string, label: string, dashed = false): Line[] => containers.map(({ node, name }, i) => ({
    name: alone ? label : [names[i], label].filter(Boolean).join(" · "), color: COLORS[alone ? Number(dashed) : i] ?? "s1", dashed: dashed && !alone, filled: alone,
    values: values.get(placeOf(node, name, `container.${metric}`)) ?? data.t.map(() => null),
  }));
  const chart = (title: string, unit: string, lines: Line[]) => <LineChart title={title} t={data.t} lines={lines} from={first} to={last} height={96} binary={unit.startsWith("bytes")} format={(value) => metricText(value, unit, text)} />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {chart(t.containers.cpu, "share", of("cpu_share", used))}
      {chart(t.containers.memory, "bytes", of("memory_used_bytes", used))}
      {chart(t.containers.network, "bytes_per_second", [...of("network_received_bytes_per_second", t.containers.received), ...of("network_sent_bytes_per_second", t.containers.sent, true)])}
      {chart(t.containers.disk, "bytes_per_second", [...of("disk_read_bytes_per_second", t.containers.read), ...of("disk_written_bytes_per_second", t.containers.written, true)])}
    </div>
  );
}
