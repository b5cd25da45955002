import { lazy, type MouseEvent, type PointerEvent, type ReactNode, Suspense, useMemo, useRef, useState } from "react";

import { useAtLeast } from "@/lib/media";
import { useTablePrefs } from "@/lib/table-prefs";

import { Failure, Skeleton } from "../states";
import { Body } from "./body";
import { type Column, useShownColumns } from "./columns";
import { type Groups, useGrouped } from "./groups";
import { Head } from "./head";
import { useHeldOrder } from "./held-order";
import { Row, type RowProps } from "./row";
import { usePicked } from "./use-picked";
import { usePresence } from "./use-presence";
import { useRowKeys } from "./use-row-keys";

// What waits for a touch, a pick or a second page is not in the first load.
const Values = lazy(() => import("./values"));
const BatchBar = lazy(() => import("./batch-bar"));
const More = lazy(() => import("./more"));

export interface DataTableProps<R> {
  /** What its choices are kept under on this device. */
  name: string;
  /** What it holds, in words. */
  label: string;
  /** In the order to show; undefined while they are not known. */
  rows: readonly R[] | undefined;
  keyOf: (row: R) => string;
  columns: readonly Column<R>[];
  /** `column` or `-column` for the other way round; whoever hears of it sorts the rows or asks the core. */
  sort?: string;
  onSort?: (sort: string) => void;
  onOpen?: (row: R) => void;
  /** What unfolds under the row whose key is `open`; without it, opening leads elsewhere. */
  open?: string | undefined;
  renderDetail?: (row: R) => ReactNode;
  /** What can be done to the rows that are picked; `clear` lets go of them. */
  renderBatch?: (rows: readonly R[], clear: () => void) => ReactNode;
  /** A row on a phone, in place of the columns. */
  renderPhone?: (row: R) => ReactNode;
  /** Hears of a value to look for, or to leave out: `withToken` of lib/token-filter makes a filter of it. */
  onToken?: (name: string, value: string, negated: boolean) => void;
  /** More keys for the current row, by `event.code`. */
  keys?: Readonly<Record<string, ((row: R) => void) | undefined>>;
  /** Classes for a row. */
  look?: (row: R) => string;
  /** The rows change by themselves: their order holds still under the pointer while the `question` is the same. */
  live?: boolean;
  question?: string;
  /** What a row is about, where another may take its place: that one then stands where it stood. */
  about?: (row: R) => string;
  /** Headings within it; what belongs together stands together. */
  groups?: Groups<R> | undefined;
  /** Filters and buttons above; see TableTools. */
  toolbar?: ReactNode;
  /** Why there is nothing, and what to do. */
  empty?: ReactNode;
  /** What went wrong; shown only where there are no rows yet. */
  error?: unknown;
  onRetry?: () => void;
  /** There are further rows: how to get them. */
  more?: { load: () => void; busy: boolean } | undefined;
}

/**
 * The table of a list screen, a panel of its own: sorted, filtered by its values, read by keyboard, picked from, and
 * quick with 50,000 rows. Give it stable functions and columns (useMemo, useCallback): rows are drawn again when they
 * change. What is sorted, filtered and open stands in the URL, so the feature holds it.
 *
 *     const columns = useMemo<Column<Node>[]>(() => [
 *       { id: "name", head: t.nodes.name, lead: true, value: (row) => row.name, render: (row) => row.name, token: "name", sort: "ascending" },
 *       { id: "rps", head: t.nodes.rps, align: "right", width: "96px", from: "md", value: (row) => row.rps, render: (row) => f.amount(row.rps), sort: "descending" },
 *     ], [t, f]);
 *     <DataTable name="nodes" label={t.nodes.title} rows={sortRows(rows, columns, sort)} keyOf={keyOf} columns={columns} sort={sort} onSort={onSort}
 *       onToken={(name, value, negated) => change({ q: withToken(q, name, value, negated) })}
 *       toolbar={<Toolbar><FilterField .../><TableTools name="nodes" columns={columns} rows={rows} /></Toolbar>} empty={<Empty .../>} />
 */
export function DataTable<R>(props: DataTableProps<R>) {
  const { name, label, rows: given, keyOf, sort = "", onSort, onOpen, open, renderDetail, renderBatch, live = false, question = "", toolbar, error, onRetry, more } = props;
  const columns = useShownColumns(name, props.columns);
  const phone = useAtLeast(768) ? undefined : props.renderPhone;
  const compact = useTablePrefs(name).density === "compact";
  const [frame, table] = [useRef<HTMLDivElement>(null), useRef<HTMLTableElement>(null)];
  const { here, seen, left } = usePresence();
  const [touched, setTouched] = useState(false);
  const [current, setCurrent] = useState<string | null>(null);
  const mark = (key: string | null) => {
    setCurrent(key);
    (key === null ? left : seen)();
  };
  const held = useHeldOrder<R>(given ?? (NO_ROWS as readonly R[]), keyOf, live && here, `${question}|${sort}`, props.about);
  const { rows, heads } = useGrouped(held, keyOf, props.groups);
  const picked = usePicked(rows, keyOf);
  const chosen = useMemo(() => (picked.keys.size === 0 ? [] : rows.filter((row) => picked.keys.has(keyOf(row)))), [rows, picked.keys, keyOf]);
  const led = useRowKeys<R>({
    table, rows, keyOf, current, setCurrent: mark,
    acts: { ...props.keys, Enter: onOpen, ...(renderBatch && { KeyX: (row) => picked.pick(keyOf(row), false), "Shift KeyX": (row) => picked.pick(keyOf(row), true) }) },
  });

  const pressed = (event: MouseEvent) => {
    const key = keyAt(event);
    const row = key === undefined ? undefined : rows.find((each) => keyOf(each) === key);
    if (key === undefined || row === undefined || !(event.target instanceof Element)) return;
    if (event.target.closest("[data-pick]")) picked.pick(key, event.shiftKey);
    else if (event.target.closest("[data-open]") || !isOther(event.target)) onOpen?.(row);
  };
  const pointer = {
    onPointerEnter: () => setTouched(true),
    onPointerMove: (event: PointerEvent) => event.pointerType === "mouse" && seen(),
    onPointerLeave: () => mark(null),
  };
  const common = { columns, compact, opens: renderDetail ? "detail" : onOpen ? "page" : "nothing", detail: renderDetail, phone, look: props.look } as const satisfies Partial<RowProps<R>>;
  const draw = (row: R, index?: number, measure?: (element: HTMLElement | null) => void) => {
    const key = keyOf(row);
    return <Row key={key} row={row} id={key} group={heads?.get(key)} {...common} picked={renderBatch && !phone ? picked.keys.has(key) : null} current={current === key} open={open === key} {...(index !== undefined && { index })} {...(measure && { measure })} />;
  };
  return (
    <section aria-label={label} className="panel min-w-0">
      {toolbar}
      {given === undefined && !error && <Waiting />}
      {given === undefined && Boolean(error) && onRetry && <Failure error={error} onRetry={onRetry} />}
      {given !== undefined && rows.length === 0 && props.empty}
      {rows.length > 0 && (
        <div ref={frame} className="relative overflow-clip last:rounded-b-panel" {...pointer}>
          {/* The rows have buttons of their own; a press beside them is a convenience. */}
          {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
          <table ref={table} aria-label={label} aria-rowcount={rows.length + 1} className="num w-full table-fixed border-collapse" onClick={pressed} onFocus={(event) => { setTouched(true); mark(keyAt(event) ?? null); }}>
            {!phone && <Head columns={columns} sort={sort} onSort={onSort} all={renderBatch ? chosen.length === rows.length : null} onAll={picked.pickAll} />}
            <Body rows={rows} keyOf={keyOf} compact={compact} table={table} current={led} held={here}>{draw}</Body>
          </table>
          {touched && <Suspense><Values frame={frame} onToken={props.onToken} /></Suspense>}
        </div>
      )}
      {more && <Suspense><More {...more} /></Suspense>}
      {renderBatch && chosen.length > 0 && <Suspense><BatchBar count={chosen.length} onClear={picked.clear}>{renderBatch(chosen, picked.clear)}</BatchBar></Suspense>}
    </section>
  );
}

const NO_ROWS: readonly never[] = [];

const keyAt = ({ target }: { target: EventTarget }): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>("tr[data-key]")?.dataset["key"] : undefined;

/** Whether a press was meant for something in the row, or was the end of marking text. */
const isOther = (target: Element): boolean =>
  target.closest("a, button, input, select, label, textarea, summary, [role=menu]") !== null || !target.closest("tr[data-key]") || Boolean(window.getSelection()?.toString());

function Waiting() {
  return <div className="grid gap-3 border-t border-line p-4">{[0, 1, 2, 3, 4, 5].map((i) => <Skeleton key={i} className="h-8" />)}</div>;
}
