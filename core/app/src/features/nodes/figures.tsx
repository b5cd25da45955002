import { newest, type Values } from "@/api/metrics";
import type { Node } from "@/api/types";
import { Spark } from "@/components/spark";
import { cx } from "@/lib/cx";
import { metricText } from "@/lib/metric";

import { useMachine } from "./machine";
import { HIGH } from "./strain";
import { useText } from "./text/use";

/** What the machine does now, and did in the last quarter of an hour. */
export function Figures({ node }: { node: Node }) {
  const text = useText();
  const { t, f } = text;
  const { cpu, memory: used, requests, connections, network, disk } = useMachine(node);
  const memory = newest(used);
  const away = node.state === "down" || node.state === "new";
  const shown = (value: string) => (away ? "—" : value);
  return (
    <section className="panel grid min-w-0 grid-cols-[repeat(auto-fit,minmax(150px,1fr))] gap-px overflow-hidden bg-line!" aria-label={t.nodes.facts}>
      <Figure name={t.nodes.rps} value={shown(f.amount(node.rps))} values={requests} />
      <Figure name={t.nodes.connections} value={shown(metricText(newest(connections), "count", text))} values={connections} />
      <Figure name={t.nodes.cpu} value={shown(f.percent(node.cpu_share))} values={cpu} high={(node.cpu_share ?? 0) > HIGH && !away} />
      <Figure name={t.nodes.memory} value={shown(f.percent(memory))} values={used} high={(memory ?? 0) > HIGH && !away} />
      <Figure name={t.nodes.disk} value={shown(f.percent(disk))} values={[]} high={(disk ?? 0) > HIGH && !away} />
      <Figure name={t.nodes.network} value={shown(metricText(newest(network), "bytes_per_second", text))} values={network} />
    </section>
  );
}

function Figure({ name, value, values, high = false }: { name: string; value: string; values: Values; high?: boolean }) {
  return (
    <div className="min-w-0 bg-panel px-4 py-3">
      <p className="cut text-xs text-fg2">{name}</p>
      <div className="flex items-end justify-between gap-2">
        <p className={cx("num text-xl font-semibold whitespace-nowrap tracking-[-.02em]", high && "text-badink")}>{value}</p>
        {values.length > 0 && <Spark values={values} color={high ? "var(--sev3)" : "var(--fg-3)"} height={26} />}
      </div>
    </div>
  );
}
