import { observeWindowOffset, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useEffect, useEffectEvent, useLayoutEffect, useState } from "react";

interface Props<R> {
  rows: readonly R[];
  keyOf: (row: R) => string;
  /** About how high a row is. */
  height: number;
  table: RefObject<HTMLTableElement | null>;
  /** The key of the row to bring into sight. */
  current: string | null;
  children: (row: R, index: number, measure: (element: HTMLElement | null) => void) => ReactNode;
}

const HEAD_PIXELS = 100;

/** Begins with where the page is by now: it goes to where it was when the rows were drawn, which takes its time, otherwise. */
const observed: typeof observeWindowOffset = (virtual, report) => {
  report(window.scrollY, false);
  return observeWindowOffset(virtual, report);
};

/** Draws of long lists only what is in sight, between two rows as high as the rest. */
export default function VirtualBody<R>({ rows, keyOf, height, table, current, children }: Props<R>) {
  const [margin, setMargin] = useState(0);
  // Panels above it grow and shrink; the list begins where its table does.
  useLayoutEffect(() => {
    const begins = () => setMargin((table.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    begins();
    const watcher = new ResizeObserver(begins);
    watcher.observe(document.body);
    return () => watcher.disconnect();
  }, [table]);
  // It tells by itself when to draw again.
  // oxlint-disable-next-line react-hooks-js/incompatible-library
  const virtual = useWindowVirtualizer({
    count: rows.length, observeElementOffset: observed, estimateSize: () => height, overscan: 8, scrollMargin: margin, scrollPaddingStart: HEAD_PIXELS, scrollPaddingEnd: HEAD_PIXELS,
    getItemKey: (index) => { const row = rows[index]; return row === undefined ? index : keyOf(row); },
  });
  // Once: where it goes then with the order, nobody is taken along.
  const bring = useEffectEvent((key: string) => {
    const at = rows.findIndex((row) => keyOf(row) === key);
    if (at >= 0) virtual.scrollToIndex(at);
  });
  useEffect(() => {
    if (current !== null) bring(current);
  }, [current]);
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  return (
    <>
      <Space height={first ? first.start - margin : 0} />
      {items.map((item) => {
        const row = rows[item.index];
        return row !== undefined && children(row, item.index, virtual.measureElement);
      })}
      <Space height={last ? virtual.getTotalSize() - (last.end - margin) : 0} />
    </>
  );
}

function Space({ height }: { height: number }) {
  // Rows and cells are no higher than so much, whatever they are told; what stands in a cell is.
  // oxlint-disable-next-line jsx-a11y/control-has-associated-label
  return height > 0 && <tbody aria-hidden="true"><tr><td className="p-0"><div style={{ height }} /></td></tr></tbody>;
}
