import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { RotateCw, Server } from "lucide-react";
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from "react";

import { nodesQuery } from "@/api/nodes";
import { may, session } from "@/api/session";
import type { Node } from "@/api/types";
import { Button } from "@/components/button";
import { ListTable } from "@/components/list-table/list-table";
import { Empty } from "@/components/states";
import { cx } from "@/lib/cx";
import { useStore } from "@/lib/store";
import { withToken } from "@/lib/token-filter";
import { useChangeSearch } from "@/lib/view";

import { columnsOf, FIELDS, type Machine, State } from "./columns";
import { OlderAgents } from "./older-agents";
import { ReloadPanel } from "./reload-panel";
import { HIGH } from "./strain";
import { useText } from "./text/use";
import { type Trend, useTrends } from "./trends";
import { stateWith, useTroubles } from "./troubles";

const ReloadDialog = lazy(() => import("./reload-dialog"));

const keyOf = ({ node }: Machine) => node.name;
const words = ({ node }: Machine) => `${node.name}\n${node.groups.join("\n")}`;

/** Every node: how it is, and what it does. */
export function NodeTable({ add }: { add: ReactNode }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const navigate = useNavigate();
  const { data: nodes, error, refetch } = useQuery(nodesQuery);
  const trend = useTrends();
  const troublesOf = useTroubles();
  const [reloading, setReloading] = useState<{ nodes: readonly Pick<Node, "id" | "name">[]; clear: () => void } | null>(null);
  const [begun, setBegun] = useState("");
  const columns = useMemo(() => columnsOf(t, f), [t, f]);
  const machines = useMemo(() => nodes?.map((node) => machineOf(node, trend(node.id), troublesOf)), [nodes, trend, troublesOf]);
  const phone = useCallback((row: Machine) => <Phone {...row} />, []);
  const open = useCallback(({ node }: Machine) => void navigate({ to: "/nodes/$id", params: { id: node.id } }), [navigate]);
  const batch = useCallback((picked: readonly Machine[], clear: () => void) => <Batch count={picked.length} onReload={() => setReloading({ nodes: picked.map(({ node }) => node), clear })} />, []);
  return (
    <>
      {nodes && <OlderAgents nodes={nodes} onShow={(version) => change({ q: withToken("", "agent", version, false) })} />}
      <ListTable
        name="nodes" label={t.nodes.title} rows={machines} keyOf={keyOf} columns={columns} usual="state" title={t.nodes.title} note={t.nodes.total} live onOpen={open} renderPhone={phone} renderBatch={batch} error={error} onRetry={() => void refetch()}
        words={words} asked={{ fields: FIELDS, names: t.nodes.fields, label: t.nodes.filter }} noMatch={t.nodes.noMatch}
        none={<Empty icon={<Server size={20} />} title={t.nodes.none} lead={t.nodes.noneLead}>{add}</Empty>}
      />
      <ReloadPanel known={nodes} begun={begun} onAgain={(turns) => setReloading({ nodes: turns, clear: () => {} })} />
      <Suspense>{reloading && <ReloadDialog nodes={reloading.nodes} onBegun={(id) => { reloading.clear(); setBegun(id); }} onClose={() => setReloading(null)} />}</Suspense>
    </>
  );
}

/** What can be done to the nodes that are picked. */
function Batch({ count, onReload }: { count: number; onReload: () => void }) {
  const { t } = useText();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  return <Button kind="primary" size="small" blocked={blocked} onClick={onReload}><RotateCw size={14} aria-hidden="true" />{t.nodes.reload.many(count)}</Button>;
}

function machineOf(node: Node, trend: Trend, troublesOf: ReturnType<typeof useTroubles>): Machine {
  const { memory_used_bytes: used, memory_total_bytes: whole } = node;
  return { node, ...trend, disk: trend.disk ?? node.disk_used_share, memoryShare: used !== null && whole ? used / whole : null, state: stateWith(node, troublesOf(node, trend)) };
}

/** A node on a phone: how it is, and how busy. */
function Phone({ node, state }: Machine) {
  const { t, f } = useText();
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5">
      <span className="cut font-medium">{node.name}</span><span className="text-right">{f.amount(node.rps)} <span className="text-xs text-fg3">{t.nodes.rps}</span></span>
      <span className="text-xs"><State node={node} state={state} /></span><span className={cx("text-right text-xs", (node.cpu_share ?? 0) > HIGH ? "font-semibold text-badink" : "text-fg2")}>{t.nodes.cpu} {f.percent(node.cpu_share)}</span>
    </span>
  );
}
