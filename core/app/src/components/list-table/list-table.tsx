import { type ReactNode, useCallback, useMemo } from "react";

import { type Fields, matcher, withToken } from "@/lib/token-filter";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { Button } from "../button";
import { sortRows } from "../data-table/columns";
import { DataTable, type DataTableProps } from "../data-table/data-table";
import { inGroups } from "../data-table/groups";
import { TableTools, Toolbar } from "../data-table/toolbar";
import { FilterField } from "../filter-field";
import { Empty } from "../states";
import { fieldsOf, namesOf, textOf, valuesOf } from "./asked";
import { useText } from "./text/use";

interface Props<R> extends Omit<DataTableProps<R>, "sort" | "onSort" | "onToken" | "toolbar" | "empty"> {
  /** What it is sorted by unless somebody chose. */
  usual: string;
  /** How many are shown, in words. */
  note?: (shown: number) => string;
  /** What words are looked for in, where the values of the columns are not enough. */
  words?: (row: R) => string;
  /** What can be asked for by name, and what each means, where that is not the columns as they are. */
  asked?: { fields: Fields<R>; names: Readonly<Record<string, string>>; label: string };
  noMatch?: string;
  /** The core was asked for some only: where there is none, there may be others. */
  narrowed?: boolean;
  /** Why there is nothing at all, and what to do. */
  none: ReactNode;
  /** Buttons beside the filter; `lead` stands before it. */
  actions?: ReactNode;
  lead?: ReactNode;
  title?: ReactNode;
}

/**
 * A list that the page has whole: filtered by the values of its columns and sorted, as the URL says, and saved as it is
 * shown. A column takes part in the filter by its `token`.
 */
export function ListTable<R>({ usual, note, words, asked, noMatch, narrowed = false, none, actions, lead, title, question = "", ...table }: Props<R>) {
  const { t } = useText();
  const { name, rows: all, columns, groups, more } = table;
  const { q = "", sort = usual } = useViewSearch();
  const change = useChangeSearch();
  const fields = useMemo(() => asked?.fields ?? fieldsOf(columns), [asked?.fields, columns]);
  const rows = useMemo(() => {
    if (!all) return undefined;
    const sorted = sortRows(all.filter(matcher(q, fields, words ?? ((row) => textOf(columns, row)))), columns, sort);
    return groups ? inGroups(sorted, groups.of) : sorted;
  }, [all, q, sort, columns, words, groups, fields]);
  const onToken = useCallback((field: string, value: string, negated: boolean) => change({ q: withToken(q, field, value, negated) }), [change, q]);
  // The core has more than is here: what is counted, looked through and saved is only a part.
  const part = more && all && rows && t.list.loaded(rows.length, all.length);
  return (
    <DataTable
      {...table} rows={rows} sort={sort} question={`${q}|${question}`} onToken={onToken}
      onSort={(next) => change({ sort: next === usual ? undefined : next })}
      empty={all?.length === 0 ? none : <Empty title={noMatch ?? t.list.noMatch} {...(part && { lead: t.list.onlyLoaded(all.length) })}><Button onClick={() => change({ q: undefined })}>{t.list.clear}</Button></Empty>}
      toolbar={all?.length === 0 && !narrowed ? (title || actions || lead) && <Toolbar title={title}>{lead}<span className="flex-1" />{actions}</Toolbar> : (
        <Toolbar title={title} note={part ?? (rows && note?.(rows.length))}>
          {lead}
          <span className="flex-1" />
          <FilterField value={q} onChange={(next) => change({ q: next || undefined }, true)} label={asked?.label ?? t.list.filter} help={t.list.help} fields={asked?.names ?? namesOf(columns)} values={(field) => valuesOf(fields, all ?? [], field)} />
          {actions}
          <TableTools name={name} columns={columns} rows={rows ?? []} heading={part} />
        </Toolbar>
      )}
    />
  );
}
