import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Box, X } from "lucide-react";
import { useCallback, useDeferredValue, useMemo } from "react";

import { api } from "@/api/client";
import { byPlace, RECENT, seriesQuery } from "@/api/metrics";
import { unwrap } from "@/api/problem";
import type { Container } from "@/api/types";
import { Button } from "@/components/button";
import { ListTable } from "@/components/list-table/list-table";
import { Segmented } from "@/components/segmented";
import { Empty } from "@/components/states";
import { type Group, GROUPS, useChangeSearch, useViewSearch } from "@/lib/view";

import { columnsOf, CPU, MEMORY, stateText } from "./columns";
import { coreWord } from "./core-word";
import { nameOfGroup, runningIn } from "./groups";
import { placeIn } from "./requests";
import { useText } from "./text/use";
import { useNodes } from "./troubles";

const PAGE = 200;
const STATES = ["running", "exited", "restarting", "paused", "created", "dead"] as const;
const keyOf = ({ node, id }: Container) => `${node} ${id}`;

/** Containers under what they belong to. */
export function ContainerList() {
  const { t, f } = useText();
  const { q = "", state, node, group = "node" } = useViewSearch();
  const change = useChangeSearch();
  const { data: nodes } = useNodes();
  const list = useContainers(useDeferredValue(coreWord(q, t, nodes)), state, node);
  const { data: series } = useQuery(seriesQuery({ metrics: [CPU, MEMORY], range: RECENT, points: 45 }));
  const columns = useMemo(() => columnsOf(t, f, group, byPlace(series)), [t, f, group, series]);
  const words = useCallback((row: Container) => [row.name, row.image, row.id, row.service, row.project, row.node_name, stateText(row, t)].join("\n"), [t]);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const groups = useMemo(() => {
    const running = runningIn(rows ?? [], group);
    const said = (name: string) => t.containers.running(...(running.get(name) ?? [0, 0]));
    return { of: (row: Container) => nameOfGroup(row, group), renderHead: (name: string) => <>{name || t.containers.alone[group]} <span className="num ml-2 font-normal text-fg3">{said(name)}</span></> };
  }, [rows, group, t]);
  const onOpen = useCallback((row: Container) => change({ open: placeIn(row) }), [change]);
  const isNarrowed = q !== "" || state !== undefined || node !== undefined;
  return (
    <ListTable
      name="containers" label={t.containers.title} rows={rows} keyOf={keyOf} columns={columns} usual="name" words={words} groups={groups} onOpen={onOpen} live question={`${group}|${state}|${node}|${list.isPlaceholderData}`} narrowed={isNarrowed}
      error={list.error} onRetry={() => void list.refetch()} more={list.hasNextPage ? { load: () => void list.fetchNextPage(), busy: list.isFetchingNextPage } : undefined}
      lead={<Choice group={group} state={state} node={node} total={list.data?.pages[0]?.total} />}
      none={isNarrowed
        ? <Empty icon={<Box size={18} />} title={t.containers.noMatch}><Button onClick={() => change({ q: undefined, state: undefined, node: undefined })}>{t.sources.clear}</Button></Empty>
        : <Empty icon={<Box size={18} />} title={t.containers.none} lead={t.containers.noneLead}><Link to="/nodes" className="ctl border border-line2 hover:bg-hover">{t.nav.nodes}</Link></Empty>}
    />
  );
}

/** By what they are put together, and which are asked for. */
function Choice({ group, state, node, total }: { group: Group; state: string | undefined; node: string | undefined; total: number | undefined }) {
  const { t } = useText();
  const change = useChangeSearch();
  return (
    <>
      <Segmented label={t.containers.group} value={group} options={GROUPS.map((value) => ({ value, label: t.containers.groups[value] }))} onChange={(value) => change({ group: value === "node" ? undefined : value })} />
      <select aria-label={t.containers.state} className="field w-auto!" value={state ?? ""} onChange={(event) => change({ state: event.target.value || undefined })}>
        <option value="">{t.containers.anyState}</option>
        {STATES.map((each) => <option key={each} value={each}>{t.containers.states[each]}</option>)}
      </select>
      {node && <Button size="small" aria-label={`${node}: ${t.sources.clear}`} onClick={() => change({ node: undefined })}>{node}<X size={13} aria-hidden="true" /></Button>}
      <span className="num text-xs text-fg3">{total !== undefined && t.containers.total(total)}</span>
    </>
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
    placeholderData: keepPreviousData,
  });
}
