/** A p-value as people read it: of so many harmless sources one reaches it. */
export const oddsOf = (p: number): number => Math.round(1 / p);

/** What was typed, with spaces and commas between thousands, as a p-value; null where it is none that is taken. */
export function pOf(text: string): number | null {
  const odds = Number(text.replaceAll(/[\s\u00a0\u202f,.]/g, ""));
  return Number.isFinite(odds) && odds >= 10 && odds <= 1e12 ? 1 / odds : null;
}
