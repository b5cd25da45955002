import { tokensOf } from "@/lib/token-filter";

/** Fields of which a part of the value is meant unless it stands in quotes. */
const IN_PARTS: ReadonlySet<string> = new Set(["path", "query", "agent", "referer", "tried"]);

/** A token that means exactly this value; what cannot stand in quotes stands for anything. */
export function exactToken(name: string, value: string, negated = false): string {
  const quoted = value === "" || IN_PARTS.has(name) || /[\s"]/.test(value);
  return `${negated ? "-" : ""}${name}:${quoted ? `"${value.replaceAll('"', "*")}"` : value}`;
}

/** The filter with a token added, or taken out again where it is there; its opposite goes. */
export function toggled(filter: string, name: string, value: string, negated = false): string {
  const token = exactToken(name, value, negated);
  const opposite = exactToken(name, value, !negated);
  const texts = tokensOf(filter).map(({ text }) => text);
  const rest = texts.filter((text) => text !== token && text !== opposite);
  return (texts.includes(token) ? rest : [...rest, token]).join(" ");
}

export const has = (filter: string, name: string, value: string, negated = false): boolean =>
  tokensOf(filter).some(({ text }) => text === exactToken(name, value, negated));
