/** What a screen shows: the last `seconds`, moving with time, or fixed instants (Unix seconds). */
export type Range = { kind: "live"; seconds: number } | { kind: "fixed"; from: number; to: number };

export const QUICK = [300, 900, 1800, 3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400, 7 * 86400, 30 * 86400] as const;
export const DEFAULT_SECONDS = 1800;
const SHORTEST = 10;
const LONGEST = 400 * 86400;

const UNITS: Record<string, number> = {
  s: 1, sec: 1, с: 1, сек: 1,
  m: 60, min: 60, м: 60, мин: 60,
  h: 3600, hr: 3600, ч: 3600, час: 3600,
  d: 86400, day: 86400, д: 86400, дн: 86400,
  w: 7 * 86400, н: 7 * 86400, нед: 7 * 86400,
};

/** `90m`, `6h`, `3д`, `1h30m` as seconds, or null. */
export function parseSpan(text: string): number | null {
  const compact = text.toLowerCase().replaceAll(/[\s.]/g, "").replace(/^last|^за/, "");
  if (!/^(\d+[a-zа-я]+)+$/.test(compact)) return null;
  let total = 0;
  for (const [, amount, unit] of compact.matchAll(/(\d+)([a-zа-я]+)/g)) {
    const size = UNITS[unit ?? ""] ?? UNITS[(unit ?? "").replace(/s$/, "")];
    if (!size) return null;
    total += Number(amount) * size;
  }
  return total >= SHORTEST && total <= LONGEST ? total : null;
}

/** `1h`, `90m`, `1h30m`: the shortest form that `parseSpan` reads back. */
export function spanText(seconds: number): string {
  let rest = Math.round(seconds);
  let text = "";
  for (const [unit, size] of [["d", 86400], ["h", 3600], ["m", 60], ["s", 1]] as const) {
    const count = Math.floor(rest / size);
    if (count) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text || "0s";
}

/** From the earlier to the later in whole seconds, or null where that is too short or too long to be shown. */
export function orderly(a: number, b: number): Range | null {
  const [from, to] = [Math.floor(Math.min(a, b)), Math.ceil(Math.max(a, b))];
  return to - from >= SHORTEST && to - from <= LONGEST ? { kind: "fixed", from, to } : null;
}

/** The range as it stands in the URL; the default is left out. */
export interface RangeSearch {
  range?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

export function rangeOf(search: RangeSearch): Range {
  if (search.from && search.to) {
    const fixed = orderly(search.from, search.to);
    if (fixed) return fixed;
  }
  return { kind: "live", seconds: (search.range && parseSpan(search.range)) || DEFAULT_SECONDS };
}

export function searchOf(range: Range): Required<RangeSearch> | RangeSearch {
  if (range.kind === "fixed") return { range: undefined, from: range.from, to: range.to };
  const text = range.seconds === DEFAULT_SECONDS ? undefined : spanText(range.seconds);
  return { range: text, from: undefined, to: undefined };
}

export function bounds(range: Range, now: number): { from: number; to: number } {
  if (range.kind === "fixed") return { from: range.from, to: range.to };
  const to = Math.ceil(now);
  return { from: to - range.seconds, to };
}

/** Half a window back (-1) or on (+1); never beyond now, where it becomes live again. */
export function shifted(range: Range, direction: -1 | 1, now: number): Range {
  const { from, to } = bounds(range, now);
  const step = Math.max(1, Math.round((to - from) / 2));
  if (to + direction * step >= now) return { kind: "live", seconds: to - from };
  return { kind: "fixed", from: from + direction * step, to: to + direction * step };
}

/** Twice as wide (`out`) or half as wide around the middle; a live window keeps its end. */
export function zoomed(range: Range, out: boolean, now: number): Range {
  const { from, to } = bounds(range, now);
  const width = Math.min(LONGEST, Math.max(SHORTEST * 6, Math.round((to - from) * (out ? 2 : 0.5))));
  if (range.kind === "live") return { kind: "live", seconds: width };
  const end = Math.round((from + to) / 2 + width / 2);
  return end >= now ? { kind: "live", seconds: width } : { kind: "fixed", from: end - width, to: end };
}

const NARROWEST_SECONDS = 300;

/** Where a live chart begins: with the first thing there is, where history is shorter than the range. */
export function beginning(range: Range, first: number | null, from: number, to: number): number {
  return range.kind === "fixed" || first === null ? from : Math.max(from, Math.min(first, to - NARROWEST_SECONDS));
}
