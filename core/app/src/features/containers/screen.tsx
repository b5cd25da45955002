import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Box, Search, TriangleAlert, X } from "lucide-react";
import { lazy, Suspense, useDeferredValue, useMemo, useRef } from "react";

import { api } from "@/api/client";
import { byPlace, placeOf, RECENT, seriesQuery, type Values } from "@/api/metrics";
import { unwrap } from "@/api/problem";
import type { Container } from "@/api/types";
import { Button } from "@/components/button";
import { headCell, Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useKeys } from "@/lib/keys";
import { GROUPS, type Group, useChangeSearch, useViewSearch } from "@/lib/view";

import { type Bundle, grouped } from "./groups";
import { placeIn } from "./requests";
import { ContainerRow } from "./row";
import { useText } from "./text/use";
import { useTroubles } from "./troubles";

const ContainerDrawer = lazy(() => import("./drawer"));
const Comparison = lazy(() => import("./comparison"));
const PAGE = 200;
const STATES = ["running", "exited", "restarting", "paused", "created", "dead"] as const;
export const CPU = "container.cpu_share";
export const MEMORY = "container.memory_used_bytes";

/** What runs where, how well, and what can be done about it. */
export default function ContainersScreen() {
  const { t } = useText();
  const { q = "", state, node: ofNode, open, group = "node" } = useViewSearch();
  const search = useRef<HTMLInputElement>(null);
  useKeys({ Slash: () => search.current?.focus() });
  const change = useChangeSearch();
  const list = useContainers(useDeferredValue(q), state, ofNode);
  const troubles = useTroubles();
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = q !== "" || state !== undefined || ofNode !== undefined;
  // One place, or two that are compared; no name of a container has a comma.
  const [place = "", other] = open?.split(",") ?? [];
  return (
    <Page lead={t.containers.lead}>
      {troubles.map(({ name, trouble }) => (
        <p key={name} role="alert" className="panel flex gap-2.5 px-4 py-2.5"><TriangleAlert size={16} className="mt-px shrink-0 text-warnink" aria-hidden="true" /><span className="min-w-0 break-words"><b className="font-semibold">{t.containers.away(name)}</b> {trouble}</span></p>
      ))}
      <section className="panel min-w-0 overflow-hidden">
        <div className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
          <Segmented label={t.containers.group} value={group} options={GROUPS.map((value) => ({ value, label: t.containers.groups[value] }))} onChange={(value) => change({ group: value === "node" ? undefined : value })} />
          <select aria-label={t.containers.state} className="field w-auto!" value={state ?? ""} onChange={(event) => change({ state: event.target.value || undefined })}>
            <option value="">{t.containers.anyState}</option>
            {STATES.map((each) => <option key={each} value={each}>{t.containers.states[each]}</option>)}
          </select>
          {ofNode && <Button size="small" aria-label={`${ofNode}: ${t.sources.clear}`} onClick={() => change({ node: undefined })}>{ofNode}<X size={13} aria-hidden="true" /></Button>}
          <span className="num text-xs text-fg3">{list.data && t.containers.total(list.data.pages[0]?.total ?? 0)}</span>
          <span className="flex-1" />
          <label className="relative w-64 max-md:w-full">
            <Search size={14} aria-hidden="true" className="pointer-events-none absolute top-[10px] left-2.5 text-fg3" />
            <input ref={search} type="search" className="field pl-8!" aria-label={t.containers.filter} placeholder={t.containers.filter} value={q} onChange={(event) => change({ q: event.target.value || undefined }, true)} />
          </label>
        </div>
        {list.error && !list.data && <Failure error={list.error} onRetry={() => void list.refetch()} />}
        {list.isPending && !list.error && <div className="border-t border-line p-4"><Skeleton className="h-64" /></div>}
        {list.data && rows.length === 0 && (
          <Empty icon={<Box size={18} />} title={filtered ? t.containers.noMatch : t.containers.none} lead={filtered ? "" : t.containers.noneLead}>
            {!filtered && <Link to="/nodes" className="ctl border border-line2 hover:bg-hover">{t.nav.nodes}</Link>}
            {filtered && <Button onClick={() => change({ q: undefined, state: undefined, node: undefined })}>{t.sources.clear}</Button>}
          </Empty>
        )}
        {rows.length > 0 && <Table containers={rows} group={group} onOpen={(each) => change({ open: placeIn(each) })} />}
        {list.hasNextPage && (
          <div className="grid justify-items-center border-t border-line p-3"><Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>{t.state.more}</Button></div>
        )}
      </section>
      <Suspense>
        {place && !other && <ContainerDrawer key={place} place={place} onClose={() => change({ open: undefined })} onCompare={(beside) => change({ open: `${place},${beside}` })} />}
        {other && <Comparison places={[place, other]} onClose={() => change({ open: place })} />}
      </Suspense>
    </Page>
  );
}

function useContainers(text: string, state: string | undefined, node: string | undefined) {
  return useInfiniteQuery({
    queryKey: ["containers", "list", text, state, node],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/containers", { params: { query: { text, limit: PAGE, ...(state && { state }), ...(node && { node }), ...(pageParam && { cursor: pageParam }) } }, signal })),
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 2000,
  });
}

function Table({ containers, group, onOpen }: { containers: readonly Container[]; group: Group; onOpen: (container: Container) => void }) {
  const { t } = useText();
  const { data } = useQuery(seriesQuery({ metrics: [CPU, MEMORY], range: RECENT, points: 45 }));
  const values = useMemo(() => byPlace(data), [data]);
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-t border-line">
            <th scope="col" className={headCell}>{t.containers.name}</th>
            <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.containers.state}</th>
            <th scope="col" className={cx(headCell, "text-right! max-md:hidden")}>{t.containers.restarts}</th>
            <th scope="col" className={cx(headCell, "text-right! max-lg:hidden")}>{t.containers.cpu}</th>
            <th scope="col" className={cx(headCell, "text-right! max-lg:hidden")}>{t.containers.memory}</th>
            <th scope="col" className={cx(headCell, "max-xl:hidden")}>{t.containers.ports}</th>
            <th scope="col" className={headCell}><span className="sr-only">{t.sources.action}</span></th>
          </tr>
        </thead>
        {grouped(containers, group).map((bundle) => <Bundled key={bundle.name} bundle={bundle} group={group} values={values} onOpen={onOpen} />)}
      </table>
    </div>
  );
}

function Bundled({ bundle, group, values, onOpen }: { bundle: Bundle; group: Group; values: ReadonlyMap<string, Values>; onOpen: (container: Container) => void }) {
  const { t } = useText();
  const running = bundle.containers.filter((each) => each.state === "running").length;
  return (
    <tbody>
      <tr className="border-t border-line bg-bg">
        <th scope="rowgroup" colSpan={7} className="px-4 py-1.5 text-left text-xs font-medium text-fg2">
          {bundle.name || t.containers.alone[group]} <span className="num ml-2 font-normal text-fg3">{t.containers.running(running, bundle.containers.length)}</span>
        </th>
      </tr>
      {bundle.containers.map((each) => (
        <ContainerRow key={`${each.node} ${each.id}`} container={each} node={group !== "node"} cpu={values.get(placeOf(each.node, each.name, CPU))} memory={values.get(placeOf(each.node, each.name, MEMORY))} onOpen={onOpen} />
      ))}
    </tbody>
  );
}
