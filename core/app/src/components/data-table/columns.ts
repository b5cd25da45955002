import { type ReactNode, useMemo } from "react";

import { useAtLeast } from "@/lib/media";
import { type TablePrefs, useTablePrefs } from "@/lib/table-prefs";

type Cell = string | number | null;

/** A column of a table of `R`. */
export interface Column<R> {
  id: string;
  head: string;
  /** In place of `head` where the column cannot be sorted by, as the scale of a timeline. */
  heading?: ReactNode;
  render: (row: R) => ReactNode;
  /** The cell as plain text: what is copied, saved, filtered and sorted by. What has none is only for pressing. */
  value?: (row: R) => Cell;
  /** What the value is called in a filter, as `country` in `country:CN`: gives it its menu and the keys I, E and C. */
  token?: string;
  align?: "right";
  /** What words are looked for in, in place of the value, where that is a code and the cell says something else. */
  words?: (row: R) => string;
  /** What it is sorted by in place of the value, as where words have an order of their own. */
  rank?: (row: R) => number | string;
  /** Can be sorted by; which way the first press sorts. */
  sort?: "ascending" | "descending";
  /** Names the row, and opens it where rows can be opened. One column is that. */
  lead?: boolean;
  /** Cannot be hidden. The lead cannot either. */
  fixed?: boolean;
  /** Hidden until somebody chooses it. */
  extra?: boolean;
  /** Shown only where the page is at least so wide. */
  from?: "md" | "lg" | "xl" | "2xl";
  /** CSS width, as `92px` or `20%`; columns without one share what is left. */
  width?: string;
  /** For the cells, not the heading. */
  className?: string;
}

const WIDTHS = { md: 768, lg: 1024, xl: 1280, "2xl": 1536 } as const;

export const isChosen = <R>({ id, extra = false, lead, fixed }: Column<R>, { columns }: TablePrefs): boolean =>
  lead || fixed || (columns?.[id] ?? !extra);

/** The columns that are chosen and have room; what somebody chose by hand is shown on every screen but a phone's. */
export function useShownColumns<R>(table: string, columns: readonly Column<R>[]): readonly Column<R>[] {
  const prefs = useTablePrefs(table);
  const [md, lg, xl, xxl] = [useAtLeast(WIDTHS.md), useAtLeast(WIDTHS.lg), useAtLeast(WIDTHS.xl), useAtLeast(WIDTHS["2xl"])];
  return useMemo(() => {
    const room = { md, lg, xl, "2xl": xxl };
    const byHand = (id: string) => md && prefs.columns?.[id] === true;
    return columns.filter((column) => isChosen(column, prefs) && (!column.from || room[column.from] || byHand(column.id)));
  }, [columns, prefs, md, lg, xl, xxl]);
}

/** The sorting after a press on a column: `id` is ascending, `-id` descending. */
export function nextSort<R>({ id, sort }: Column<R>, current: string): string {
  if (current === id) return `-${id}`;
  if (current === `-${id}`) return id;
  return sort === "descending" ? `-${id}` : id;
}

function compare(a: Cell, b: Cell): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

/** Rows by the values of a column, what has none last; rows of equal value stay in order. */
export function sortRows<R>(rows: readonly R[], columns: readonly Column<R>[], sort: string): readonly R[] {
  const way = sort.startsWith("-") ? -1 : 1;
  const column = columns.find(({ id }) => id === sort.replace(/^-/, ""));
  const read = column?.rank ?? column?.value;
  if (!read) return rows;
  return rows.toSorted((a, b) => {
    const [left, right] = [read(a), read(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return way * compare(left, right);
  });
}
