import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Ban, Gauge, MapPin, ShieldCheck, Users } from "lucide-react";
import { useCallback, useDeferredValue, useMemo, useState } from "react";

import { tellFailed } from "@/api/failed";
import type { SourceGroup } from "@/api/types";
import { type SourceActs, useSourceActs } from "@/api/use-source-acts";
import { Button } from "@/components/button";
import { DataTable } from "@/components/data-table/data-table";
import { TableTools, Toolbar } from "@/components/data-table/toolbar";
import { FilterField } from "@/components/filter-field";
import { Segmented } from "@/components/segmented";
import { Empty } from "@/components/states";
import { withToken } from "@/lib/token-filter";
import { SOURCE_GROUPS, useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { byCountry } from "./by-country";
import { columnsOf, nameOf, Score, State } from "./columns";
import { ImpactDialog } from "./impact-dialog";
import { type By, CORE_SORTS, exportSources, isNow, listQuery, type Wanted } from "./requests";
import { useText } from "./text/use";

const keyOf = (row: SourceGroup): string => row.key || "?";
const BYS = ["address", ...SOURCE_GROUPS] as const;

/** Which sources are asked for, as the URL says it. */
export function useWanted(): Wanted {
  const { by = "address", q = "", service = "", sort } = useViewSearch();
  const range = useRange();
  const wish = sort?.replace(/^-/, "");
  const text = useDeferredValue(q);
  return useMemo(() => ({ by, q: byCountry(text), service, sort: CORE_SORTS.find((each) => each === wish) ?? "score", range }), [by, text, service, wish, range]);
}

/** Everybody, or groups of them. */
export function SourceList() {
  const { t, f, lang } = useText();
  const wanted = useWanted();
  const { by, sort, range } = wanted;
  const list = useInfiniteQuery(listQuery(wanted));
  const change = useChangeSearch();
  const navigate = useNavigate();
  const acts = useSourceActs();
  const [asked, setAsked] = useState<string | null>(null);
  const { q = "" } = useViewSearch();
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const columns = useMemo(() => columnsOf(by, t, f, lang), [by, t, f, lang]);
  const open = useCallback((row: SourceGroup) => {
    if (row.key === "") return;
    if (by === "agent") change({ by: undefined, q: withToken(q, "agent", `#${row.key}`) });
    else void navigate({ to: "/sources/$source", params: { source: row.key }, search: ((old: object) => ({ ...old, q: undefined, by: undefined, sort: undefined })) as never });
  }, [by, change, navigate, q]);
  const save = (form: "csv" | "ndjson") => void exportSources(wanted, form).catch((error: unknown) =>
    tellFailed(error, t));
  const total = list.data?.pages[0]?.total;
  const batch = useCallback((picked: readonly SourceGroup[], clear: () => void) => <Batch by={by} picked={picked} clear={clear} acts={acts} onAsk={setAsked} />, [by, acts]);
  const phone = useCallback((row: SourceGroup) => <Phone row={row} by={by} />, [by]);
  const keys = useMemo((): Record<string, (row: SourceGroup) => void> => {
    if (acts.blocked) return {};
    if (by !== "address") return { KeyB: ({ key }) => setAsked(key || null) };
    return { KeyB: ({ key }) => acts.decide(key, "ban"), KeyA: ({ key }) => acts.allow([key]) };
  }, [acts, by]);
  return (
    <>
      <DataTable
        name="sources" label={t.who.title} rows={rows} keyOf={keyOf} columns={columns} sort={`-${sort}`} onSort={(next) => change({ sort: next.replace(/^-/, "") === "score" ? undefined : next })}
        onOpen={open} renderBatch={batch} renderPhone={phone} keys={keys} live={isNow(range)} question={`${by}|${wanted.q}|${wanted.service}|${isNow(range)}`}
        onToken={(name, value, negated) => change({ q: withToken(q, name, value, negated) })}
        error={list.error} onRetry={() => void list.refetch()} more={list.hasNextPage ? { load: () => void list.fetchNextPage(), busy: list.isFetchingNextPage } : undefined}
        toolbar={
          <Toolbar title={t.who.title} note={total === undefined ? null : by === "address" ? t.who.count(total) : t.who.groupCount(total)}>
            <Segmented<By> label={t.who.by} value={by} onChange={(value) => change({ by: value === "address" ? undefined : value, sort: undefined })} options={BYS.map((value) => ({ value, label: t.who.groups[value] }))} />
            <span className="flex-1" />
            <FilterField value={q} onChange={(text) => change({ q: text || undefined }, true)} label={t.who.filter} help={t.who.filterHelp} fields={t.who.fields} values={(name) => valuesOf(rows ?? [], name)} />
            <TableTools name="sources" columns={columns} onSave={save} />
          </Toolbar>
        }
        empty={<Nobody />}
      />
      {asked !== null && <ImpactDialog by={by} group={asked} name={nameOf({ key: asked, name: "" } as SourceGroup, by, t, lang)} onClose={() => setAsked(null)} />}
    </>
  );
}

/** What can be looked for, of what is in sight. */
function valuesOf(rows: readonly SourceGroup[], name: string): readonly string[] {
  if (name === "state") return ["anomalous", "honest", "banned", "limited", "challenged", "held", "allowed", "simulated"];
  const read: Record<string, (row: SourceGroup) => readonly string[]> = {
    country: (row) => [row.country], asn: (row) => (row.system ? [String(row.system.number)] : []), service: (row) => row.services,
  };
  return [...new Set(rows.flatMap((row) => read[name]?.(row) ?? []))].filter(Boolean).toSorted();
}

function Nobody() {
  const { t } = useText();
  const { q } = useViewSearch();
  const range = useRange();
  const change = useChangeSearch();
  const navigate = useNavigate();
  if (q) return <Empty title={t.who.noMatch} lead={t.who.filterHelp}><Button onClick={() => change({ q: undefined })}>{t.who.clear}</Button></Empty>;
  if (!isNow(range)) return <Empty icon={<Users size={18} />} title={t.who.nonePast} lead={t.who.nonePastLead}><Button onClick={() => change({ range: undefined, from: undefined, to: undefined })}>{t.who.live}</Button></Empty>;
  return <Empty icon={<Users size={18} />} title={t.who.none} lead={t.who.noneLead}><Button onClick={() => void navigate({ to: "/nodes" })}>{t.who.toNodes}</Button></Empty>;
}

interface BatchProps {
  by: By;
  picked: readonly SourceGroup[];
  clear: () => void;
  acts: SourceActs;
  onAsk: (key: string) => void;
}

/** What can be done to those picked. A group is decided about only after a look at whom that would hit. */
function Batch({ by, picked, clear, acts, onAsk }: BatchProps) {
  const { t } = useText();
  const keys = picked.map((row) => row.key).filter(Boolean);
  const { blocked } = acts;
  if (by !== "address") {
    const [only] = keys;
    return <Button kind="danger" blocked={blocked || (keys.length === 1 ? false : t.who.impact.none)} onClick={() => only && onAsk(only)}><MapPin size={14} aria-hidden="true" />{t.who.banGroup}</Button>;
  }
  const then = (act: () => void) => () => { act(); clear(); };
  return (
    <>
      <Button kind="danger" blocked={blocked} onClick={then(() => acts.decideMany(keys, "ban"))}><Ban size={14} aria-hidden="true" />{t.who.ban}</Button>
      <Button blocked={blocked} onClick={then(() => acts.decideMany(keys, "limit"))}><Gauge size={14} aria-hidden="true" />{t.who.limit}</Button>
      <Button blocked={blocked} onClick={then(() => acts.decideMany(keys, "challenge"))}>{t.who.challenge}</Button>
      <Button kind="ghost" blocked={blocked} onClick={then(() => acts.allow(keys))}><ShieldCheck size={14} aria-hidden="true" />{t.who.allow}</Button>
    </>
  );
}

function Phone({ row, by }: { row: SourceGroup; by: By }) {
  const { t, f, lang } = useText();
  return (
    <span className="grid min-w-0 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 text-left">
      <Score row={row} f={f} />
      <span className={by === "address" || by === "network" ? "mono cut" : "cut"}>{nameOf(row, by, t, lang)}</span>
      <span className="num text-right">{f.amount(row.load_rps)}</span>
      <span className="col-start-2 cut text-xs text-fg3">{row.system?.name || row.services.join(", ")}</span>
      <span className="text-right"><State row={row} single={by === "address"} t={t} /></span>
    </span>
  );
}
