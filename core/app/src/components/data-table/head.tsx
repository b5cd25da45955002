import { ArrowDown, ArrowUp } from "lucide-react";

import { cx } from "@/lib/cx";

import { type Column, nextSort } from "./columns";
import { useText } from "./text/use";

interface Props<R> {
  columns: readonly Column<R>[];
  sort: string;
  onSort: ((sort: string) => void) | undefined;
  /** Whether all are picked; null where rows cannot be picked. */
  all: boolean | null;
  onAll: (on: boolean) => void;
}

/** Stays under the header of the page while the rows go by. */
export function Head<R>({ columns, sort, onSort, all, onAll }: Props<R>) {
  const { t } = useText();
  return (
    <thead className="sticky top-[52px] z-5 bg-panel shadow-[inset_0_1px_0_var(--line),inset_0_-1px_0_var(--line)]">
      <tr aria-rowindex={1}>
        {all !== null && <th scope="col" className="w-10 pl-4 text-left"><input type="checkbox" className="size-4 align-middle accent-[var(--accent)]" aria-label={t.table.selectAll} checked={all} onChange={(event) => onAll(event.target.checked)} /></th>}
        {columns.map((column) => {
          const { id, head, align, width } = column;
          const way = sort === id ? "ascending" : sort === `-${id}` ? "descending" : undefined;
          const Arrow = way === "ascending" ? ArrowUp : ArrowDown;
          return (
            <th key={id} scope="col" aria-sort={way} style={width ? { width } : undefined} className={cx("h-10 px-2 text-xs font-normal whitespace-nowrap text-fg2 first:pl-4 last:pr-4", align === "right" ? "text-right" : "text-left")}>
              {column.sort && onSort ? (
                <button type="button" onClick={() => onSort(nextSort(column, sort))} className={cx("inline-flex min-h-6 max-w-full items-center gap-1 hover:text-fg", way && "font-medium text-fg")}>
                  <span className="cut">{head}</span>{way && <Arrow size={12} aria-hidden="true" className="shrink-0" />}
                </button>
              ) : (column.heading ?? <span className="cut block">{head}</span>)}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
