import { lazy, type ReactNode, type RefObject, Suspense } from "react";

import { useHeld } from "./held-order";
import type VirtualRows from "./virtual-body";

// Most lists are short; what draws long ones comes with the first of them.
const VirtualBody = lazy(() => import("./virtual-body")) as unknown as typeof VirtualRows;

// What is drawn is what a screen holds: a row is sixty nodes, and a wide attack brings two hundred of them at once.
const MOST_AT_ONCE = 50;
const MOST_HELD = 200;
const HEIGHTS = { normal: 45, compact: 35 };

interface Props<R> {
  rows: readonly R[];
  keyOf: (row: R) => string;
  compact: boolean;
  table: RefObject<HTMLTableElement | null>;
  current: string | null;
  /** Somebody is at the rows, which are not to be made anew under them. */
  held: boolean;
  children: (row: R, index?: number, measure?: (element: HTMLElement | null) => void) => ReactNode;
}

export function Body<R>({ rows, keyOf, compact, table, current, held, children }: Props<R>) {
  const isLong = useHeld(rows.length > MOST_AT_ONCE, held && rows.length <= MOST_HELD);
  if (!isLong) return rows.map((row) => children(row));
  return (
    <Suspense fallback={rows.slice(0, MOST_AT_ONCE).map((row) => children(row))}>
      <VirtualBody rows={rows} keyOf={keyOf} height={compact ? HEIGHTS.compact : HEIGHTS.normal} table={table} current={current}>{children}</VirtualBody>
    </Suspense>
  );
}
