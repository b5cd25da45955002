import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { useState } from "react";

import { may, session } from "@/api/session";
import { Segmented } from "@/components/segmented";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useStore } from "@/lib/store";

import { type Order, processesQuery } from "./requests";
import { useText } from "./text/use";

/** The processes that use most, asked of the node while somebody looks. Command lines may hold secrets. */
export function ProcessesPane({ node }: { node: string }) {
  const { t } = useText();
  const allowed = may(useStore(session), "operate");
  const [order, setOrder] = useState<Order>("cpu");
  if (!allowed) return <Empty icon={<Lock size={18} />} title={t.state.needs.operate} lead={t.nodes.processesLead} />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div><Segmented label={t.nodes.order} value={order} options={(["cpu", "memory", "io"] as const).map((value) => ({ value, label: t.nodes.orders[value] }))} onChange={setOrder} /></div>
      <Processes node={node} order={order} />
    </div>
  );
}

/** An id is known by its beginning. */
const shortOf = (container: string): string => (/^[0-9a-f]{64}$/.test(container) ? container.slice(0, 12) : container);

function Processes({ node, order }: { node: string; order: Order }) {
  const { t, f } = useText();
  const { data, error, refetch } = useQuery({ ...processesQuery(node, order), placeholderData: keepPreviousData });
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-96" />;
  const right = "py-1 pl-3 text-right whitespace-nowrap";
  const head = cx(right, "text-xs font-normal text-fg2");
  return (
    <table className="num w-full table-fixed border-collapse">
      <thead>
        <tr>
          <th scope="col" className="py-1 text-left text-xs font-normal text-fg2">{t.nodes.process}</th>
          <th scope="col" className={cx(head, "w-16")}>{t.nodes.cpu}</th>
          <th scope="col" className={cx(head, "w-20")}>{t.nodes.memory}</th>
          <th scope="col" className={cx(head, "w-28 max-md:hidden")}>{t.nodes.io}</th>
          <th scope="col" className={cx(head, "w-20 max-md:hidden")}>PID</th>
        </tr>
      </thead>
      <tbody>
        {data.map((each) => (
          <tr key={each.pid} className="border-t border-line">
            <th scope="row" className="py-1 text-left font-normal"><span className="cut block font-medium">{each.name} <span className="font-normal text-fg3">{each.user}{each.container && ` · ${shortOf(each.container)}`}</span></span><span className="mono cut block text-xs text-fg3" title={each.command}>{each.command}</span></th>
            <td className={right}>{f.percent(each.cpu_share)}</td>
            <td className={right}>{f.bytes(each.memory_bytes)}</td>
            <td className={cx(right, "max-md:hidden")}>{f.bytes(each.read_bytes_per_second + each.write_bytes_per_second)}{t.unit.rate}</td>
            <td className={cx(right, "text-fg3 max-md:hidden")}>{each.pid}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
