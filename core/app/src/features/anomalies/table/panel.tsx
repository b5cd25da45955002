import { Download, Search, ShieldCheck } from "lucide-react";
import { lazy, type PointerEvent, Suspense, useCallback, useMemo, useRef, useState } from "react";

import { authorised } from "@/api/client";
import { place } from "@/api/place";
import { ApiError, errorOf } from "@/api/problem";
import { useSnapshot } from "@/api/snapshot";
import type { AnomalousSource } from "@/api/types";
import { Button } from "@/components/button";
import { Kbd } from "@/components/kbd";
import { Empty, Skeleton } from "@/components/states";
import { save } from "@/lib/csv";
import { featureName } from "@/lib/feature";
import { filterRows } from "@/lib/filter";
import { useText } from "@/lib/i18n/react";
import { useKeys } from "@/lib/keys";
import { showToast } from "@/lib/toasts";
import { useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { type Acts, useActs } from "./actions";
import { BatchBar } from "./batch-bar";
import { keyOf, sorted, useHeldOrder } from "./order";
import { SourceRow } from "./row";
import { SourceHead } from "./head";

const SourceDrawer = lazy(() => import("./source-drawer"));

const NONE: readonly AnomalousSource[] = [];

export function SourcesPanel() {
  const { t, f } = useText();
  const { service = "", q = "", sort = "score", open } = useViewSearch();
  const range = useRange();
  const change = useChangeSearch();
  const data = useSnapshot({ service, range }, (all) => all.sources);
  const total = useSnapshot({ service, range }, (all) => all.sources_total) ?? 0;
  const acts = useActs();
  const [hold, setHold] = useState(false);
  const [current, setCurrent] = useState<string | null>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());

  const matching = useMemo(() => sorted(filterRows(data ?? NONE, q, (feature) => featureName(feature, t, f)), sort), [data, q, sort, t, f]);
  const rows = useHeldOrder(matching, hold || current !== null, `${q}|${sort}|${service}`);
  const pickedRows = rows.filter((row) => picked.has(keyOf(row)));

  const openRow = useCallback((row: AnomalousSource) => change({ open: open === row.source ? undefined : row.source }), [change, open]);
  const pick = useCallback((row: AnomalousSource) => setPicked((old) => toggled(old, keyOf(row))), []);
  const filter = useRef<HTMLInputElement>(null);
  useRowKeys({ rows, current, setCurrent, openRow, pick, acts, filter });

  const known = open === undefined || data === undefined || data.some((row) => row.source === open);
  const pointer = {
    onPointerEnter: (event: PointerEvent) => event.pointerType === "mouse" && setHold(true),
    onPointerLeave: () => { setHold(false); setCurrent(null); },
  };
  return (
    <section id="sources" aria-labelledby="sources-title" className="panel min-w-0 scroll-mt-16 overflow-hidden">
      {pickedRows.length > 0 ? (
        <BatchBar rows={pickedRows} acts={acts} onClear={() => setPicked(new Set())} />
      ) : (
        <Toolbar shown={rows.length} total={Math.max(total, rows.length)} filter={filter} />
      )}
      {data === undefined && <Waiting />}
      {rows.length > 0 && (
        <div className="relative overflow-x-auto" {...pointer}>
          <table className="w-full table-fixed border-collapse">
            <SourceHead all={rows.length > 0 && pickedRows.length === rows.length} onAll={(on) => setPicked(new Set(on ? rows.map(keyOf) : []))} />
            <tbody>
              {rows.map((row) => (
                <SourceRow key={keyOf(row)} row={row} acts={acts} open={open === row.source} picked={picked.has(keyOf(row))} current={current === keyOf(row)} onOpen={openRow} onPick={pick} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data !== undefined && rows.length === 0 && (q ? (
        <Empty title={t.sources.noMatch} lead={t.sources.filterHelp}><Button onClick={() => change({ q: undefined })}>{t.sources.clear}</Button></Empty>
      ) : (
        <Empty icon={<ShieldCheck size={20} />} title={t.sources.none} lead={t.sources.noneLead} />
      ))}
      {!known && open && <Suspense><SourceDrawer source={open} service={service} onClose={() => change({ open: undefined })} /></Suspense>}
    </section>
  );
}

function toggled(old: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(old);
  if (!next.delete(key)) next.add(key);
  return next;
}

interface RowKeys {
  rows: readonly AnomalousSource[];
  current: string | null;
  setCurrent: (key: string | null) => void;
  openRow: (row: AnomalousSource) => void;
  pick: (row: AnomalousSource) => void;
  acts: Acts;
  filter: { current: HTMLInputElement | null };
}

function useRowKeys({ rows, current, setCurrent, openRow, pick, acts, filter }: RowKeys): void {
  const at = rows.findIndex((row) => keyOf(row) === current);
  const go = (step: number) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    if (!next) return;
    setCurrent(keyOf(next));
    document.querySelector(`tr[data-key="${CSS.escape(keyOf(next))}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const on = (act: (row: AnomalousSource) => void) => (event: KeyboardEvent) => {
    const row = rows[at];
    // Enter on a focused button is that button's.
    if (row && !(event.code === "Enter" && event.target instanceof HTMLButtonElement)) act(row);
  };
  const free = (act: (row: AnomalousSource) => void) => on((row) => !acts.blocked && act(row));
  useKeys({
    Slash: () => filter.current?.focus(),
    KeyJ: () => go(1),
    KeyK: () => go(-1),
    Escape: () => setCurrent(null),
    ...(at >= 0 ? { Enter: on(openRow), KeyX: on(pick), KeyB: free((row) => acts.ban(row.source)), KeyA: free((row) => acts.allow([row.source])) } : {}),
  });
}

function Toolbar({ shown, total, filter }: { shown: number; total: number; filter: { current: HTMLInputElement | null } }) {
  const { t } = useText();
  const { q = "", service = "" } = useViewSearch();
  const change = useChangeSearch();
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-x-2 gap-y-2 px-4 py-2.5">
      <h2 id="sources-title" className="text-md font-semibold">{t.sources.title}</h2>
      <span className="num text-xs text-fg3">{shown === total ? t.sources.count(total) : t.sources.shown(shown, total)}</span>
      <span className="flex-1" />
      <label className="relative w-64 max-md:order-last max-md:w-full" title={t.sources.filterHelp}>
        <Search size={14} aria-hidden="true" className="pointer-events-none absolute top-[10px] left-2.5 text-fg3" />
        <input
          ref={filter}
          className="field pr-8! pl-8!"
          type="search"
          aria-label={t.sources.filter}
          placeholder={t.sources.filter}
          value={q}
          onChange={(event) => change({ q: event.target.value || undefined }, true)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
        {!q && <span aria-hidden="true" className="absolute top-[7px] right-2 max-md:hidden"><Kbd>/</Kbd></span>}
      </label>
      <Button kind="ghost" size="icon" aria-label={t.sources.export} title={t.sources.export} onClick={() => void exportSources(service, q, t.act.failed)}><Download size={16} /></Button>
    </div>
  );
}

async function exportSources(service: string, q: string, failed: string): Promise<void> {
  const query = new URLSearchParams({ ...(service ? { service } : {}), ...(q ? { q } : {}) });
  try {
    const response = await authorised(new Request(`${place}/api/v1/sources.csv?${query}`));
    if (!response.ok) throw errorOf(response, await response.json().catch(() => ({})));
    save("dozor-sources.csv", await response.blob());
  } catch (error) {
    showToast({ tone: "failed", title: failed, note: error instanceof ApiError ? error.message : "" });
  }
}

function Waiting() {
  return <div className="grid gap-3 border-t border-line p-4">{[0, 1, 2, 3].map((i) => <Skeleton key={i} className="h-9" />)}</div>;
}
