import { useQuery } from "@tanstack/react-query";
import { Plus, Server } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { may, session } from "@/api/session";
import type { Node } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { cell, headCell, Page } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { Beats, StateMark } from "@/components/status";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { nodesQuery } from "./requests";

const CreateDialog = lazy(() => import("./create-dialog"));
const NodeDrawer = lazy(() => import("./drawer"));

/** Which machine is unwell, and how to add one. */
export default function NodesScreen() {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const [creating, setCreating] = useState(false);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { data, error, refetch } = useQuery(nodesQuery);
  const silent = data?.filter((node) => node.state === "down").map((node) => node.name) ?? [];
  const add = <Button kind="primary" blocked={blocked} onClick={() => setCreating(true)}><Plus size={15} aria-hidden="true" />{t.nodes.add}</Button>;
  return (
    <Page lead={silent.length > 0 ? t.fleet.partial(silent.join(", ")) : t.nodes.lead} actions={data && data.length > 0 && add}>
      <section className="panel min-w-0 overflow-x-auto">
        {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
        {!data && !error && <div className="p-4"><Skeleton className="h-48" /></div>}
        {data?.length === 0 && <Empty icon={<Server size={20} />} title={t.nodes.none} lead={t.nodes.noneLead}>{add}</Empty>}
        {data && data.length > 0 && <Table nodes={data} onOpen={(id) => change({ open: id })} />}
      </section>
      <Suspense>
        {creating && <CreateDialog onClose={() => setCreating(false)} />}
        {open && <NodeDrawer key={open} id={open} onClose={() => change({ open: undefined })} />}
      </Suspense>
    </Page>
  );
}

function Table({ nodes, onOpen }: { nodes: Node[]; onOpen: (id: string) => void }) {
  const { t } = useText();
  const right = "text-right!";
  return (
    <table className="w-full border-collapse">
      <thead>
        <tr>
          <th scope="col" className={headCell}>{t.nodes.name}</th>
          <th scope="col" className={headCell}>{t.nodes.state}</th>
          <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.nodes.beats}</th>
          <th scope="col" className={cx(headCell, right)}>{t.nodes.rps}</th>
          <th scope="col" className={cx(headCell, right, "max-md:hidden")}>{t.nodes.cpu}</th>
          <th scope="col" className={cx(headCell, right, "max-lg:hidden")}>{t.nodes.memory}</th>
          <th scope="col" className={cx(headCell, right, "max-lg:hidden")}>{t.nodes.bans}</th>
          <th scope="col" className={cx(headCell, "max-xl:hidden")}>{t.nodes.version}</th>
          <th scope="col" className={cx(headCell, right, "max-md:hidden")}>{t.nodes.lastReport}</th>
        </tr>
      </thead>
      <tbody>{nodes.map((node) => <Row key={node.id} node={node} onOpen={onOpen} />)}</tbody>
    </table>
  );
}

function Row({ node, onOpen }: { node: Node; onOpen: (id: string) => void }) {
  const { t, f } = useText();
  const { memory_used_bytes: used, memory_total_bytes: whole } = node;
  return (
    <tr className="num border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "text-left font-medium")}>
        <button type="button" aria-label={t.nodes.details(node.name)} onClick={() => onOpen(node.id)} className="cut block min-h-7 max-w-[40vw] hover:text-accent hover:underline md:max-w-64">{node.name}</button>
      </th>
      <td className={cx(cell, "whitespace-nowrap")}><span className="inline-flex items-center gap-2"><StateMark state={node.state} />{t.nodeState[node.state]}</span></td>
      <td className={cx(cell, "w-40 max-md:hidden")}><Beats beats={node.beats} label={t.nodes.beats} /></td>
      <td className={cx(cell, "text-right")}>{f.amount(node.rps)}</td>
      <td className={cx(cell, "text-right max-md:hidden")}>{f.percent(node.cpu_share)}</td>
      <td className={cx(cell, "text-right max-lg:hidden")}>{used !== null && whole ? f.percent(used / whole) : "—"}</td>
      <td className={cx(cell, "text-right max-lg:hidden")}>{f.integer(node.active_decisions)}</td>
      <td className={cx(cell, "text-fg2 max-xl:hidden")}>{node.agent_version || "—"}</td>
      <td className={cx(cell, "text-right whitespace-nowrap text-fg2 max-md:hidden")}>{node.last_report_at ? <Ago at={unix(node.last_report_at)} /> : t.nodes.never}</td>
    </tr>
  );
}
