import { useQuery } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { useMemo } from "react";

import { byPlace, newest, placeOf, RECENT, seriesQuery } from "@/api/metrics";
import { Facts } from "@/components/facts";
import { Spark } from "@/components/spark";
import { Empty, Failure, Skeleton } from "@/components/states";

import { inventoryQuery } from "./requests";
import { useText } from "./text/use";

const CPU = "machine.cpu_limit_share";
const MEMORY = "machine.memory_used_share";

/** What the machine is, and the virtual machines on it. */
export function MachinesPane({ node }: { node: string }) {
  const { t, f } = useText();
  const { data, error, refetch } = useQuery(inventoryQuery(node));
  const { data: series } = useQuery(seriesQuery({ metrics: [CPU, MEMORY], nodes: [node], range: RECENT, points: 45 }));
  const values = useMemo(() => byPlace(series), [series]);
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-64" />;
  const { host, machines, troubles, series_left_out: left } = data;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {Object.entries(troubles).map(([part, why]) => <p key={part} role="alert" className="rounded-ctl bg-warnsoft px-3 py-2 break-words text-warnink"><b className="font-semibold">{part}</b>: {why}</p>)}
      <Facts title={t.nodes.host} rows={[
        [t.nodes.hostname, host.hostname || "—"], [t.nodes.system, host.system || "—"], [t.nodes.kernel, `${host.kernel} ${host.architecture}`.trim() || "—"],
        [t.nodes.processor, `${host.processor || "—"}${host.cores > 0 ? ` · ${f.integer(host.cores)}` : ""}`], [t.nodes.memory, host.memory_bytes > 0 ? f.bytes(host.memory_bytes) : "—"],
        [t.nodes.virtualization, host.virtualization || "—"], [t.nodes.addresses, <span key="addresses" className="mono break-all">{host.addresses.join(", ") || "—"}</span>],
        ...(left > 0 ? [[t.nodes.leftOut, f.integer(left)] as const] : []),
      ]} />
      <section>
        <h3 className="label mb-1.5">{t.nodes.machines}</h3>
        {machines.length === 0 && <Empty icon={<Monitor size={18} />} title={t.nodes.noMachines} lead={t.nodes.noMachinesLead} />}
        <ul className="grid gap-1">
          {machines.map((each) => {
            const cpu = values.get(placeOf(node, each.name, CPU)) ?? [];
            const memory = values.get(placeOf(node, each.name, MEMORY)) ?? [];
            return (
              <li key={each.id} className="num flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line py-2">
                <span className="min-w-0 flex-1"><span className="cut block font-medium">{each.name}</span><span className="text-xs text-fg3">{each.state} · {t.nodes.cpus(each.cpus)} · {f.bytes(each.memory_bytes)}</span></span>
                <span className="flex items-center gap-2"><Spark values={cpu} color="var(--s1)" height={24} />{f.percent(newest(cpu))}</span>
                <span className="flex items-center gap-2"><Spark values={memory} color="var(--s1)" height={24} />{f.percent(newest(memory))}</span>
              </li>
            );
          })}
        </ul>
      </section>
    </div>
  );
}
