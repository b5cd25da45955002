import { ROWS, SPOTS } from "./land";

export interface Dots {
  /** An SVG path of dots by a country's code. */
  land: ReadonlyMap<string, string>;
  /** Where countries are that are too small for a dot. */
  spots: ReadonlyMap<string, readonly [number, number]>;
}

const ROW_HEIGHT = Math.sqrt(3) / 2;

let read: Dots | undefined;

/** The world as dots, read once. */
export function dots(): Dots {
  read ??= { land: landOf(ROWS), spots: spotsOf(SPOTS) };
  return read;
}

/** Rows of runs, as scripts/land.mjs writes them, as a path for each country: dots are lines without a length. */
export function landOf(rows: string): Map<string, string> {
  const paths = new Map<string, string>();
  rows.split("/").forEach((row, y) => {
    let x = y % 2 ? 0.5 : 0;
    for (const [, code = "", length = ""] of row.matchAll(/([A-Z]{2}|\.)(\d+)/g)) {
      const end = x + Number(length);
      for (; x < end; x += 1) if (code !== ".") paths.set(code, `${paths.get(code) ?? ""}M${x} ${(y * ROW_HEIGHT).toFixed(2)}h0`);
    }
  });
  return paths;
}

export function spotsOf(spots: string): Map<string, readonly [number, number]> {
  return new Map([...spots.matchAll(/([A-Z]{2})(\d+),(\d+)/g)].map(([, code = "", x = "", y = ""]) => [code, [Number(x) / 10, Number(y) / 10]]));
}
