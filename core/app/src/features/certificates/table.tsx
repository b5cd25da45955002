import { useCallback, useMemo } from "react";

import type { CertificateItem } from "@/api/types";
import { Button } from "@/components/button";
import { sortRows } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { TableTools, Toolbar } from "@/components/data-table/toolbar";
import { FilterField } from "@/components/filter-field";
import { Empty } from "@/components/states";
import { matcher, withToken } from "@/lib/token-filter";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { columnsOf, FIELDS, type Shown, shownAt } from "./columns";
import { StateWord } from "./state-word";
import { useText } from "./text/use";

const keyOf = ({ item }: Shown) => item.name;
const USUAL = "state";

/** All of them, the worst first, each with its next ninety days. `items` are in the order of what is due. */
export function CertificateTable({ items, now }: { items: readonly CertificateItem[]; now: number }) {
  const { t, f } = useText();
  const { q = "", sort = USUAL } = useViewSearch();
  const change = useChangeSearch();
  const columns = useMemo(() => columnsOf(t, f), [t, f]);
  const all = useMemo(() => items.map((item) => shownAt(item, now)), [items, now]);
  const rows = useMemo(() => sortRows(all.filter(matcher(q, FIELDS, ({ item }) => [item.name, ...item.wanted_names, ...item.domains, item.current?.issuer ?? ""].join("\n"))), columns, sort), [all, q, sort, columns]);
  const open = useCallback(({ item }: Shown) => change({ open: item.name }), [change]);
  const phone = useCallback((row: Shown) => <Phone {...row} />, []);
  return (
    <DataTable
      name="certificates" label={t.certificates.title} rows={rows} keyOf={keyOf} columns={columns} sort={sort}
      onSort={(next) => change({ sort: next === USUAL ? undefined : next })}
      onOpen={open}
      onToken={(name, value, negated) => change({ q: withToken(q, name, value, negated) })}
      renderPhone={phone}
      empty={<Empty title={t.certificates.noMatch}><Button onClick={() => change({ q: undefined })}>{t.certificates.clear}</Button></Empty>}
      toolbar={
        <Toolbar title={t.certificates.title} note={t.certificates.total(rows.length)}>
          <span className="flex-1" />
          <FilterField label={t.certificates.filter} value={q} onChange={(next) => change({ q: next || undefined }, true)} fields={t.certificates.fields} values={(name) => all.flatMap((row) => FIELDS[name]?.read(row) ?? []).map(String)} />
          <TableTools name="certificates" columns={columns} rows={rows} />
        </Toolbar>
      }
    />
  );
}

/** A certificate on a phone: how it is, and until when. */
function Phone({ item, state, end }: Shown) {
  const { f } = useText();
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5">
      <span className="cut font-medium">{item.name}</span><span className="text-right text-fg2">{end === null ? "—" : f.date(end)}</span>
      <span className="col-span-2 text-xs"><StateWord state={state} /></span>
    </span>
  );
}
