import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText, ShieldAlert } from "lucide-react";
import { useCallback, useDeferredValue, useMemo } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { AuditEntry } from "@/api/types";
import { Button } from "@/components/button";
import { DataTable } from "@/components/data-table/data-table";
import { TableTools, Toolbar } from "@/components/data-table/toolbar";
import { FilterField } from "@/components/filter-field";
import { Page } from "@/components/page";
import { Empty } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { bounds } from "@/lib/range";
import { useStore } from "@/lib/store";
import { withToken } from "@/lib/token-filter";
import { useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { columnsOf, Phone } from "./columns";
import { Details } from "./details";
import { entriesQuery, exportEntries } from "./requests";
import { useText } from "./text/use";
import { FIELDS, filterOf, type Wanted, wantedOf } from "./wanted";

const keyOf = ({ id }: AuditEntry) => String(id);
const details = (row: AuditEntry) => <Details entry={row} />;
const READ: Record<(typeof FIELDS)[number], (row: AuditEntry) => string> = { who: (row) => row.by, action: (row) => row.action, subject: (row) => row.subject, address: (row) => row.address };

/** Who did what. */
export default function AuditScreen() {
  const { t } = useText();
  if (!may(useStore(session), "manage")) return <section className="panel"><Empty icon={<ShieldAlert size={18} />} title={t.audit.notYours} lead={t.state.needs.manage} /></section>;
  return <Page lead={t.audit.lead}><Entries /></Page>;
}

function useWanted(filter: string): Wanted {
  const { within } = useViewSearch();
  const range = useRange();
  const asked = useDeferredValue(filter);
  return useMemo(() => ({ ...wantedOf(asked), ...(within && bounds(range, Math.floor(nowSeconds()))) }), [asked, within, range]);
}

function Entries() {
  const { t, f } = useText();
  const search = useViewSearch();
  const { open, within = false } = search;
  const filter = filterOf(search);
  const wanted = useWanted(filter);
  const list = useInfiniteQuery(entriesQuery(wanted));
  const change = useChangeSearch();
  const columns = useMemo(() => columnsOf(t, f), [t, f]);
  const entries = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const phone = useCallback((row: AuditEntry) => <Phone entry={row} t={t} f={f} />, [t, f]);
  const onOpen = useCallback((row: AuditEntry) => change({ open: open === keyOf(row) ? undefined : keyOf(row) }), [change, open]);
  // From here on all of it is one text, wherever it came from.
  const ask = useCallback((next: string, replace = false) => change({ q: next || undefined, who: undefined, action: undefined, subject: undefined, open: undefined }, replace), [change]);
  const onToken = useCallback((name: string, value: string, negated: boolean) => ask(withToken(filter, name, value, negated)), [ask, filter]);
  const save = (form: "csv" | "ndjson") => void exportEntries(wanted, form).catch((error: unknown) => tellFailed(error, t));
  const values = (name: string) => [...new Set(entries?.map((row) => READ[name as keyof typeof READ]?.(row) ?? ""))].filter(Boolean).toSorted();
  const isNarrowed = filter !== "" || within;
  return (
    <DataTable
      name="audit" label={t.audit.entries} rows={entries} keyOf={keyOf} columns={columns} question={filter} onOpen={onOpen} open={open} renderDetail={details} renderPhone={phone} onToken={onToken}
      error={list.error} onRetry={() => void list.refetch()} more={list.hasNextPage ? { load: () => void list.fetchNextPage(), busy: list.isFetchingNextPage } : undefined}
      toolbar={
        <Toolbar>
          <label className="flex min-h-6 items-center gap-2"><input type="checkbox" checked={within} onChange={() => change({ within: !within || undefined })} />{t.audit.within}</label>
          <span className="flex-1" />
          <FilterField value={filter} onChange={(next) => ask(next, true)} label={t.audit.search} help={t.audit.help} fields={{ who: t.audit.who, action: t.audit.action, subject: t.audit.subject, address: t.audit.address }} values={values} />
          <TableTools name="audit" columns={columns} onSave={save} />
        </Toolbar>
      }
      empty={<Empty icon={<ScrollText size={18} />} title={isNarrowed ? t.audit.noMatch : t.audit.none}>{isNarrowed && <Button onClick={() => change({ q: undefined, who: undefined, action: undefined, subject: undefined, within: undefined })}>{t.audit.clear}</Button>}</Empty>}
    />
  );
}
