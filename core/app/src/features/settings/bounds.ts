import type { Lang } from "@/lib/prefs";

/** Between what a number may lie, both included, and in what it is typed: 60 is minutes of seconds, 0.01 percent. */
export interface Bound {
  least: number;
  most: number;
  unit: number;
}

export type Bounds<T> = Readonly<Record<keyof T, Bound>>;

const DIGITS = 9;
const exact = (value: number): number => Number(value.toFixed(DIGITS));

/** A number as it is typed. */
export const shownAs = (value: number, { unit }: Bound, lang: Lang): string => {
  const text = String(exact(value / unit));
  return lang === "ru" ? text.replace(".", ",") : text;
};

/** What was typed, with a comma or a point before its decimals; NaN where it is no number. What counts things is whole. */
export function valueOf(text: string, { unit }: Bound): number {
  const plain = text.replaceAll(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  const value = plain === "" ? Number.NaN : exact(Number(plain) * unit);
  return unit >= 1 && !Number.isInteger(value) ? Number.NaN : value;
}

export const isWithin = (value: number, { least, most }: Bound): boolean => value >= least && value <= most;
