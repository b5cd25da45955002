import { tokensOf } from "@/lib/token-filter";

import type { Texts } from "./text/use";

const EXIT_CODE = /^\(?\d{1,3}\)?$/;

/**
 * The word by which the core can already leave most out. It knows neither how the reader is told of a container's state
 * nor looks at the names of nodes.
 */
export function coreWord(q: string, { containers: { states, healths } }: Pick<Texts, "containers">, nodes: readonly { name: string }[] = []): string {
  const own = [...Object.values(states), ...Object.values(healths), ...nodes.map(({ name }) => name)].join("\n").toLowerCase();
  const words = tokensOf(q).filter(({ name, negated, quoted, value }) => !name && !negated && !quoted && !own.includes(value.toLowerCase()) && !EXIT_CODE.test(value));
  return words.map(({ value }) => value).toSorted((a, b) => b.length - a.length)[0] ?? "";
}
