/** A source that nobody ever saw. */
export interface MadeUp {
  source: string;
  service: string;
  country: string;
  score: number;
  rps: number;
  requests: number;
  spark: readonly number[];
}

const COUNTRIES = ["CN", "US", "RU", "DE", "NL", "BR", "ID", "FR"];
const SERVICES = ["shop.example", "blog.example", "api.example"];

/** The same numbers on every visit, as pictures of them are compared. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function madeUp(count: number): MadeUp[] {
  const throwDice = dice(7);
  const one = <T,>(of: readonly T[]) => of[Math.floor(throwDice() * of.length)] as T;
  return Array.from({ length: count }, (_, i) => ({
    source: `198.${18 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`, service: one(SERVICES), country: one(COUNTRIES), score: throwDice() ** 3, rps: throwDice() * 100, requests: Math.floor(throwDice() * 10_000),
    spark: Array.from({ length: 16 }, () => throwDice() * 10),
  }));
}

export const MADE_UP = madeUp(50_000);
