import type { Fields } from "@/lib/token-filter";

import type { Column } from "../data-table/columns";

/** What a list can be asked for by name: the columns that have a token, each by its value. */
export const fieldsOf = <R>(columns: readonly Column<R>[]): Fields<R> =>
  Object.fromEntries(columns.flatMap(({ token, value }) => (token && value ? [[token, { read: value }]] : [])));

/** What each of them means. */
export const namesOf = <R>(columns: readonly Column<R>[]): Readonly<Record<string, string>> =>
  Object.fromEntries(columns.flatMap(({ token, head }) => (token ? [[token, head]] : [])));

/** All that a row says, for words. */
export const textOf = <R>(columns: readonly Column<R>[], row: R): string =>
  columns.flatMap(({ value, words }) => (words ?? value)?.(row) ?? []).join("\n");

/** The values that a field has now. */
export const valuesOf = <R>(fields: Fields<R>, rows: readonly R[], name: string): readonly string[] =>
  [...new Set(rows.flatMap((row) => fields[name]?.read(row) ?? []).map(String))].filter(Boolean).toSorted();
