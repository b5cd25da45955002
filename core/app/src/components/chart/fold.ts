import type { Line } from "../line-chart";

const MOST = 6;
const KEPT = 5;

const highest = ({ values }: Line): number => values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);

/** More lines than colours tell apart: the five highest, and at each instant the highest of the others, so that no outlier is hidden. */
export function folded(lines: readonly Line[], nameOf: (others: number) => string): readonly Line[] {
  if (lines.length <= MOST) return lines;
  const kept = new Set(lines.toSorted((a, b) => highest(b) - highest(a)).slice(0, KEPT));
  const others = lines.filter((line) => !kept.has(line));
  const values = others[0]?.values.map((_, i) => others.reduce<number | null>((most, { values: each }) => {
    const value = each[i] ?? null;
    return value === null || (most !== null && most >= value) ? most : value;
  }, null)) ?? [];
  return [...lines.filter((line) => kept.has(line)).map((line, i) => ({ ...line, color: `s${i + 1}` })), { name: nameOf(others.length), values, color: "off", dashed: true }];
}
