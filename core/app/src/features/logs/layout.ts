import { withoutColors } from "@/lib/ansi";

import type { Row } from "@/api/lines/buffer";

/** Of a line of text, and of the row around it: one with a single line is as high as a thing to point at has to be. */
export const LINE_HEIGHT = 18;
const ROW_PADDING = 6;

export const heightOf = (lines: number): number => lines * LINE_HEIGHT + ROW_PADDING;

/** How rows are laid out: `columns` of text, null where long lines are cut; `unfolded` are shown with all of their lines. */
export interface Layout {
  columns: number | null;
  unfolded: ReadonlySet<number>;
}

/** How many cells of a fixed-width font a text takes: East Asian signs and emoji take two. */
export function widthOf(text: string): number {
  let width = text.length;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    if (code >= 0x1100 && (code <= 0x115f || (code >= 0x2e80 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xff60))) width += 1;
  }
  return width;
}

/** How many lines of the screen a row takes; each sign of the text is known to be as wide as the next. */
export function linesOf(row: Row, { columns, unfolded }: Layout): number {
  if (row.kind !== "line") return 1;
  const { text } = row.line;
  const end = text.indexOf("\n");
  if (columns === null) return unfolded.has(row.key) && end >= 0 ? text.split("\n").length : 1;
  const shown = unfolded.has(row.key) ? text.split("\n") : [end < 0 ? text : text.slice(0, end)];
  return shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(withoutColors(line)) / columns)), 0);
}

/** Where each row begins, in pixels, and at the end how high all of them are. */
export function offsetsOf(rows: readonly Row[], layout: Layout): Float64Array {
  const offsets = new Float64Array(rows.length + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + heightOf(linesOf(row, layout));
  });
  return offsets;
}

/** Where to scroll to, so that what stands between two heights is seen whole; no further than it takes. */
export function inSight({ top, height }: { top: number; height: number }, from: number, to: number): number {
  return from < top ? from : Math.max(top, to - height);
}

/** The row at a height. */
export function rowAt(offsets: Float64Array, y: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
