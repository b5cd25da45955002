import { Ban } from "lucide-react";
import { useCallback, useMemo } from "react";

import { Button } from "@/components/button";
import { type Column, sortRows } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { TableTools, Toolbar } from "@/components/data-table/toolbar";
import { FilterField } from "@/components/filter-field";
import { Bars } from "@/components/severity";
import { Spark } from "@/components/spark";
import { Empty } from "@/components/states";
import { FILL, levelOfScore } from "@/lib/severity";
import { showToast } from "@/lib/toasts";
import { type Fields, matcher, withToken } from "@/lib/token-filter";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { MADE_UP, type MadeUp } from "./made-up";

const FIELDS: Fields<MadeUp> = {
  country: { read: (row) => row.country, whole: true }, source: { read: (row) => row.source }, service: { read: (row) => row.service }, score: { read: (row) => row.score },
};
const keyOf = (row: MadeUp) => row.source;
const COLUMNS: readonly Column<MadeUp>[] = [
  { id: "score", head: "Score", width: "104px", sort: "descending", value: (row) => row.score, render: (row) => <span className="flex items-center gap-2"><Bars level={levelOfScore(row.score)} /><b className="font-semibold">{row.score.toFixed(2)}</b></span> },
  { id: "source", head: "Source", lead: true, sort: "ascending", token: "source", value: (row) => row.source, render: (row) => <span className="mono cut block">{row.source}</span> },
  { id: "recent", head: "Last 15 min", width: "140px", from: "lg", render: (row) => <Spark values={row.spark} color={FILL[levelOfScore(row.score)]} width={120} height={26} /> },
  { id: "rps", head: "Req / s", width: "96px", align: "right", sort: "descending", value: (row) => row.rps, render: (row) => row.rps.toFixed(1) },
  { id: "country", head: "Country", width: "110px", from: "md", token: "country", sort: "ascending", value: (row) => row.country, render: (row) => row.country },
  { id: "service", head: "Service", from: "lg", token: "service", sort: "ascending", value: (row) => row.service, render: (row) => <span className="cut block">{row.service}</span> },
  { id: "requests", head: "Requests", width: "110px", align: "right", extra: true, sort: "descending", value: (row) => row.requests, render: (row) => row.requests },
];

/** A table of 50,000 rows that are made up: sorted, filtered, read by keyboard, picked from and saved. */
export function TableOfMany() {
  const { q = "", sort = "-score", open } = useViewSearch();
  const change = useChangeSearch();
  const rows = useMemo(() => sortRows(MADE_UP.filter(matcher(q, FIELDS, (row) => `${row.source}\n${row.service}`)), COLUMNS, sort), [q, sort]);
  const onOpen = useCallback((row: MadeUp) => change({ open: open === row.source ? undefined : row.source }), [change, open]);
  return (
    <DataTable
      name="kit"
      label="Sources"
      rows={rows}
      keyOf={keyOf}
      columns={COLUMNS}
      sort={sort}
      onSort={(next) => change({ sort: next === "-score" ? undefined : next })}
      open={open}
      onOpen={onOpen}
      renderDetail={detailOf}
      renderPhone={phoneOf}
      onToken={(name, value, negated) => change({ q: withToken(q, name, value, negated) })}
      renderBatch={(picked, clear) => <Button kind="primary" onClick={() => { showToast({ tone: "done", title: `${picked.length}` }); clear(); }}><Ban size={14} aria-hidden="true" />Ban {picked.length}</Button>}
      question={q}
      empty={<Empty title="Nothing matches"><Button onClick={() => change({ q: undefined })}>Clear</Button></Empty>}
      toolbar={
        <Toolbar title="Sources" note={`${rows.length}`}>
          <span className="flex-1" />
          <FilterField label="Filter" value={q} onChange={(next) => change({ q: next || undefined }, true)} fields={{ country: "Country", source: "Source", service: "Service", score: "Score" }} values={valuesOf} />
          <TableTools name="kit" columns={COLUMNS} rows={rows} />
        </Toolbar>
      }
    />
  );
}

const detailOf = (row: MadeUp) => <p className="text-fg2">{row.source} at {row.service}: {row.requests} requests.</p>;
const phoneOf = (row: MadeUp) => <span className="flex items-center gap-2"><Bars level={levelOfScore(row.score)} /><span className="mono cut flex-1">{row.source}</span><b className="num">{row.rps.toFixed(1)}</b></span>;
const valuesOf = (name: string) => MADE_UP.slice(0, 500).map((row) => String(FIELDS[name]?.read(row) ?? ""));
