import { type ReactNode, useMemo } from "react";

/** Rows that belong together and stand together: what they are called, and what is said above them. */
export interface Groups<R> {
  of: (row: R) => string;
  /** Null where nothing is to be said. */
  renderHead: (name: string) => ReactNode;
}

/** Rows by what they belong to, by name; those that belong to nothing come last. Within a group they stay in order. */
export const inGroups = <R>(rows: readonly R[], of: (row: R) => string): readonly R[] =>
  rows.toSorted((a, b) => Number(of(a) === "") - Number(of(b) === "") || of(a).localeCompare(of(b), "en", { numeric: true }));

/** What is said above which rows, by their keys. */
export function headsOf<R>(rows: readonly R[], keyOf: (row: R) => string, { of, renderHead }: Groups<R>): ReadonlyMap<string, ReactNode> {
  const first = rows.filter((row, i) => { const before = rows[i - 1]; return before === undefined || of(before) !== of(row); });
  return new Map(first.map((row) => [keyOf(row), renderHead(of(row))]));
}

interface Grouped<R> {
  rows: readonly R[];
  heads?: ReadonlyMap<string, ReactNode>;
}

/** Rows as they stand under their headings, whatever order they come in: of what is held, some belong elsewhere by now. */
export const useGrouped = <R>(rows: readonly R[], keyOf: (row: R) => string, groups: Groups<R> | undefined): Grouped<R> =>
  useMemo(() => {
    if (!groups) return { rows };
    const together = inGroups(rows, groups.of);
    return { rows: together, heads: headsOf(together, keyOf, groups) };
  }, [rows, keyOf, groups]);
