import type { Row } from "@/api/lines/buffer";

/** Which rows are in sight: the first and the last. */
interface Sight {
  first: number;
  last: number;
}

/**
 * The place of the next line (or the one before) after the current one; -1 where there is none. Who was nowhere, or at a
 * line that has been let go, begins in sight: at the top going on, at the bottom going back.
 */
export function nextLine(rows: readonly Row[], current: number | null, by: 1 | -1, { first, last }: Sight): number {
  const from = current === null ? -1 : rows.findIndex(({ key }) => key === current);
  let place = from < 0 ? (by > 0 ? first : last) : from + by;
  while (rows[place] && rows[place]?.kind !== "line") place += by;
  return rows[place] ? place : -1;
}
