import { useInfiniteQuery } from "@tanstack/react-query";
import { Ban, Plus, Upload } from "lucide-react";
import { lazy, Suspense, useCallback, useDeferredValue, useMemo, useState } from "react";

import type { Decision } from "@/api/types";
import { Button } from "@/components/button";
import { sortRows } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { TableTools, Toolbar } from "@/components/data-table/toolbar";
import { FilterField } from "@/components/filter-field";
import { Segmented } from "@/components/segmented";
import { Empty } from "@/components/states";
import { withToken } from "@/lib/token-filter";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { type Acts, useActs } from "./actions";
import { HeldAnswer } from "./answer";
import { PhoneRow } from "./cells";
import { columnsOf } from "./columns";
import { useEffectsOf } from "./effects";
import { coreWord, filtered, valuesOf } from "./fields";
import { listQuery, type Show } from "./requests";
import { useText } from "./text/use";
import { Volume } from "./volume";

const DecisionDrawer = lazy(() => import("./drawer"));
const DecideDialog = lazy(() => import("./decide-dialog"));
const ImportDialog = lazy(() => import("./import-dialog"));

const SHOWS: readonly Show[] = ["active", "watched", "ended"];
const DEFAULT_SORT = "-since";
const keyOf = ({ id }: Decision) => id;
const about = ({ value, service }: Decision) => `${value}|${service}`;
const phone = (row: Decision) => <PhoneRow decision={row} />;

/** What is held back now, by whom, whether that works and when it ends; what was; and who is only watched. */
export default function DecisionsScreen() {
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const acts = useActs();
  const [asked, setAsked] = useState<"decide" | "import" | null>(null);
  const close = () => setAsked(null);
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <Held acts={acts} onAsk={setAsked} />
      <Volume />
      <List acts={acts} />
      <Suspense>
        {asked === "decide" && <DecideDialog onClose={close} />}
        {asked === "import" && <ImportDialog onClose={close} />}
        {open && <DecisionDrawer id={open} onClose={() => change({ open: undefined })} />}
      </Suspense>
    </div>
  );
}

const NONE: readonly Decision[] = [];

/** The answer is about all that holds, whatever is looked for below. */
function Held({ acts, onAsk }: { acts: Acts; onAsk: (what: "decide" | "import") => void }) {
  const { t } = useText();
  const held = useInfiniteQuery(listQuery("active", ""));
  const rows = useMemo(() => held.data?.pages.flatMap((page) => page.items), [held.data]);
  const effects = useEffectsOf(rows ?? NONE);
  const actions = (
    <>
      <Button blocked={acts.blocked} onClick={() => onAsk("import")}><Upload size={15} aria-hidden="true" />{t.decisions.import.open}</Button>
      <Button kind="primary" blocked={acts.blocked} onClick={() => onAsk("decide")}><Plus size={15} aria-hidden="true" />{t.decide.open}</Button>
    </>
  );
  if (!rows && held.error) return null; // the list below says it
  return <HeldAnswer rows={rows} total={held.data?.pages[0]?.total ?? 0} effects={effects} actions={actions} />;
}

function List({ acts }: { acts: Acts }) {
  const { t, f } = useText();
  const { show = "active", q = "", sort = DEFAULT_SORT, service = "" } = useViewSearch();
  const change = useChangeSearch();
  const list = useInfiniteQuery(listQuery(show, useDeferredValue(coreWord(q))));
  const columns = useMemo(() => columnsOf(show, acts, t, f), [show, acts, t, f]);
  const all = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const rows = useMemo(() => all && sortRows(filtered(service ? all.filter((row) => !row.service || row.service === service) : all, q, t, f), columns, sort), [all, service, q, t, f, columns, sort]);
  const onOpen = useCallback((row: Decision) => change({ open: row.id }), [change]);
  const keys = useMemo(() => (acts.blocked ? {} : { KeyU: (row: Decision) => row.active && acts.lift(row) }), [acts]);
  const none = {
    active: { title: t.decisions.none, lead: t.decisions.noneLead }, watched: { title: t.decisions.noneWatched, lead: t.decisions.noneWatchedLead },
    ended: { title: t.decisions.noneEnded, lead: t.decisions.noneEndedLead },
  }[show];
  return (
    <DataTable
      name="decisions" label={t.decisions.title} rows={rows} keyOf={keyOf} columns={columns} sort={sort} onSort={(next) => change({ sort: next === DEFAULT_SORT ? undefined : next })}
      onOpen={onOpen} renderPhone={phone} keys={keys} live question={`${show}|${q}`} about={about} onToken={(name, value, negated) => change({ q: withToken(q, name, value, negated) })}
      {...(show !== "ended" && { renderBatch: (picked: readonly Decision[], clear: () => void) => <Batch picked={picked} clear={clear} acts={acts} /> })}
      error={list.error} onRetry={() => void list.refetch()} more={list.hasNextPage ? { load: () => void list.fetchNextPage(), busy: list.isFetchingNextPage } : undefined}
      toolbar={
        <Toolbar>
          <Segmented label={t.decisions.title} value={show} options={SHOWS.map((value) => ({ value, label: t.decisions.shows[value] }))} onChange={(value) => change({ show: value === "active" ? undefined : value, sort: undefined })} />
          <span className="num text-xs text-fg3">{list.data && t.decisions.total(q ? (rows?.length ?? 0) : (list.data.pages[0]?.total ?? 0))}</span>
          <span className="flex-1" />
          <FilterField value={q} onChange={(next) => change({ q: next || undefined }, true)} label={t.decisions.filter} help={t.decisions.filterHelp} fields={t.decisions.fields} values={(name) => valuesOf(all ?? NONE, name, t)} />
          <TableTools name="decisions" columns={columns} rows={rows ?? NONE} />
        </Toolbar>
      }
      empty={<Empty icon={<Ban size={18} />} {...(q ? { title: t.decisions.noMatch } : none)}>{q && <Button onClick={() => change({ q: undefined })}>{t.sources.clear}</Button>}</Empty>}
    />
  );
}

function Batch({ picked, clear, acts }: { picked: readonly Decision[]; clear: () => void; acts: Acts }) {
  const { t } = useText();
  return <Button kind="primary" blocked={acts.blocked} onClick={() => { acts.liftAll(picked); clear(); }}>{t.decisions.liftMany(picked.length)}</Button>;
}
