import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { RotateCw, Server } from "lucide-react";
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from "react";

import { nodesQuery } from "@/api/nodes";
import { may, session } from "@/api/session";
import type { Node } from "@/api/types";
import { Button } from "@/components/button";
import { sortRows } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { TableTools, Toolbar } from "@/components/data-table/toolbar";
import { FilterField } from "@/components/filter-field";
import { Empty } from "@/components/states";
import { cx } from "@/lib/cx";
import { useStore } from "@/lib/store";
import { matcher, withToken } from "@/lib/token-filter";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { columnsOf, FIELDS, type Machine, State } from "./columns";
import { OlderAgents } from "./older-agents";
import { ReloadPanel } from "./reload-panel";
import { HIGH } from "./strain";
import { useText } from "./text/use";
import { type Trend, useTrends } from "./trends";
import { stateWith, useTroubles } from "./troubles";

const ReloadDialog = lazy(() => import("./reload-dialog"));

const keyOf = ({ node }: Machine) => node.name;
const USUAL = "state";

/** Every node: how it is, and what it does. */
export function NodeTable({ add }: { add: ReactNode }) {
  const { t, f } = useText();
  const { q = "", sort = USUAL } = useViewSearch();
  const change = useChangeSearch();
  const navigate = useNavigate();
  const { data: nodes, error, refetch } = useQuery(nodesQuery);
  const trend = useTrends();
  const troublesOf = useTroubles();
  const [reloading, setReloading] = useState<{ nodes: readonly Pick<Node, "id" | "name">[]; clear: () => void } | null>(null);
  const columns = useMemo(() => columnsOf(t, f), [t, f]);
  const machines = useMemo(() => nodes?.map((node) => machineOf(node, trend(node.id), troublesOf)), [nodes, trend, troublesOf]);
  const rows = useMemo(() => machines && sortRows(machines.filter(matcher(q, FIELDS, ({ node }) => `${node.name}\n${node.groups.join("\n")}`)), columns, sort), [machines, q, sort, columns]);
  const phone = useCallback((row: Machine) => <Phone {...row} />, []);
  const open = useCallback(({ node }: Machine) => void navigate({ to: "/nodes/$id", params: { id: node.id } }), [navigate]);
  const batch = useCallback((picked: readonly Machine[], clear: () => void) => <Batch count={picked.length} onReload={() => setReloading({ nodes: picked.map(({ node }) => node), clear })} />, []);
  return (
    <>
      <ReloadPanel onAgain={(turns) => setReloading({ nodes: turns, clear: () => {} })} />
      {nodes && <OlderAgents nodes={nodes} onShow={(version) => change({ q: withToken("", "agent", version, false) })} />}
      <DataTable
        name="nodes" label={t.nodes.title} rows={rows} keyOf={keyOf} columns={columns} sort={sort} live question={`${q} ${sort}`}
        onSort={(next) => change({ sort: next === USUAL ? undefined : next })}
        onOpen={open}
        onToken={(name, value, negated) => change({ q: withToken(q, name, value, negated) })}
        renderPhone={phone}
        renderBatch={batch}
        error={error}
        onRetry={() => void refetch()}
        empty={nodes?.length === 0 ? <Empty icon={<Server size={20} />} title={t.nodes.none} lead={t.nodes.noneLead}>{add}</Empty> : <Empty title={t.nodes.noMatch}><Button onClick={() => change({ q: undefined })}>{t.nodes.clear}</Button></Empty>}
        toolbar={machines && machines.length > 0 && (
          <Toolbar title={t.nodes.title} note={t.nodes.total(rows?.length ?? 0)}>
            <span className="flex-1" />
            <FilterField label={t.nodes.filter} value={q} onChange={(next) => change({ q: next || undefined }, true)} fields={t.nodes.fields} values={(name) => machines.flatMap((row) => FIELDS[name]?.read(row) ?? []).map(String)} />
            <TableTools name="nodes" columns={columns} rows={rows ?? []} />
          </Toolbar>
        )}
      />
      <Suspense>{reloading && <ReloadDialog nodes={reloading.nodes} onBegun={reloading.clear} onClose={() => setReloading(null)} />}</Suspense>
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
