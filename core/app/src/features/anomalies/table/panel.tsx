import { Link } from "@tanstack/react-router";
import { Ban, ShieldCheck } from "lucide-react";
import { lazy, Suspense, useCallback, useMemo } from "react";

import { useSnapshot } from "@/api/snapshot";
import type { AnomalousSource } from "@/api/types";
import { type SourceActs, useSourceActs } from "@/api/use-source-acts";
import { Button } from "@/components/button";
import { sortRows } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { TableTools, Toolbar } from "@/components/data-table/toolbar";
import { FilterField } from "@/components/filter-field";
import { Empty } from "@/components/states";
import { withToken } from "@/lib/token-filter";
import { useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { useText } from "../text/use";
import { BigActions, PhoneRow } from "./cells";
import { columnsOf } from "./columns";
import { filtered, keyOf, valuesOf } from "./fields";

const SourceDrawer = lazy(() => import("./source-drawer"));
const Detail = lazy(() => import("./detail").then(({ Detail: shown }) => ({ default: shown })));

const DEFAULT_SORT = "-score";

/** Who stands out, how bad and why, and what can be done about each. */
export function SourcesPanel() {
  const { t, f, lang } = useText();
  const { service = "", q = "", sort = DEFAULT_SORT, open } = useViewSearch();
  const range = useRange();
  const change = useChangeSearch();
  const data = useSnapshot({ service, range }, (all) => all.sources);
  const total = useSnapshot({ service, range }, (all) => all.sources_total) ?? 0;
  const acts = useSourceActs();
  const columns = useMemo(() => columnsOf(acts, t, f, lang), [acts, t, f, lang]);
  const rows = useMemo(() => data && sortRows(filtered(data, q, t, f, lang), columns, sort), [data, q, t, f, lang, columns, sort]);
  const opened = rows?.find((row) => keyOf(row) === open || row.source === open);
  const unknown = open !== undefined && data !== undefined && !data.some((row) => keyOf(row) === open || row.source === open);
  const openKey = opened && keyOf(opened);

  const onOpen = useCallback((row: AnomalousSource) => change({ open: openKey === keyOf(row) ? undefined : keyOf(row) }), [change, openKey]);
  const detail = useCallback((row: AnomalousSource) => <><BigActions row={row} acts={acts} /><Suspense><Detail row={row} /></Suspense></>, [acts]);
  const phone = useCallback((row: AnomalousSource) => <PhoneRow row={row} />, []);
  const keys = useMemo(() => (acts.blocked ? {} : { KeyB: (row: AnomalousSource) => acts.decide(row.source, "ban"), KeyA: (row: AnomalousSource) => acts.allow([row.source]) }), [acts]);
  return (
    <div id="sources" className="min-w-0 scroll-mt-16">
      <DataTable
        name="anomalies" label={t.sources.title} rows={rows} keyOf={keyOf} columns={columns} sort={sort} onSort={(next) => change({ sort: next === DEFAULT_SORT ? undefined : next })}
        open={openKey} onOpen={onOpen} renderDetail={detail} renderPhone={phone} renderBatch={(picked, clear) => <Batch rows={picked} acts={acts} onDone={clear} />} keys={keys}
        onToken={(name, value, negated) => change({ q: withToken(q, name, value, negated) })} live question={`${q}|${service}`}
        toolbar={
          <Toolbar title={t.sources.title} note={data && <Count shown={rows?.length ?? 0} total={Math.max(total, data.length)} />}>
            <span className="flex-1" />
            <FilterField value={q} onChange={(next) => change({ q: next || undefined }, true)} label={t.sources.filter} help={t.sources.filterHelp} fields={t.sources.fields} values={(name) => valuesOf(data ?? [], name)} />
            <TableTools name="anomalies" columns={columns} rows={rows ?? []} file="dozor-anomalous-sources" />
          </Toolbar>
        }
        empty={q
          ? <Empty title={t.sources.noMatch} lead={t.sources.filterHelp}><Button onClick={() => change({ q: undefined })}>{t.sources.clear}</Button></Empty>
          : <Empty icon={<ShieldCheck size={20} />} title={t.sources.none} lead={t.sources.noneLead} />}
      />
      {unknown && <Suspense><SourceDrawer source={open.split("|")[0] ?? open} service={service} onClose={() => change({ open: undefined })} /></Suspense>}
    </div>
  );
}

/** How many are shown of how many; what is beyond the most anomalous ones is a screen of its own. */
function Count({ shown, total }: { shown: number; total: number }) {
  const { t } = useText();
  if (shown === total) return t.sources.count(total);
  return <>{t.sources.shown(shown, total)} · <Link to="/sources" className="text-accent hover:underline">{t.sources.all}</Link></>;
}

function Batch({ rows, acts, onDone }: { rows: readonly AnomalousSource[]; acts: SourceActs; onDone: () => void }) {
  const { t } = useText();
  const sources = [...new Set(rows.map((row) => row.source))];
  const then = (act: () => void) => () => { act(); onDone(); };
  return (
    <>
      <Button kind="primary" blocked={acts.blocked} onClick={then(() => acts.decideMany(sources, "ban"))}><Ban size={14} aria-hidden="true" />{t.verdict.ban(sources.length)}</Button>
      <Button blocked={acts.blocked} onClick={then(() => acts.allow(sources))}>{t.sources.allow}</Button>
    </>
  );
}
