import { type Token, tokensOf, tokenText } from "@/lib/token-filter";
import type { ViewSearch } from "@/lib/view";

/** What entries can be asked for by name. */
export const FIELDS = ["who", "action", "subject", "address"] as const;
type Field = (typeof FIELDS)[number];

/** Which entries are meant; what is undefined does not matter. Instants are Unix seconds. */
export type Wanted = Partial<Record<Field | "text", string>> & Partial<Record<`not_${Field}`, string[]>> & { from?: number; to?: number };

/** The filter as it is written: links from elsewhere say who, what and to what apart. */
export const filterOf = ({ q = "", ...search }: ViewSearch): string =>
  [...(["who", "action", "subject"] as const).flatMap((name) => (search[name] ? [tokenText(name, search[name])] : [])), q].filter(Boolean).join(" ");

const fieldOf = ({ name, sign }: Token): Field | undefined => (sign === ":" ? FIELDS.find((field) => field === name.toLowerCase()) : undefined);

/** Not typed to its end. */
const isBegun = ({ name, value }: Token): boolean => name === "" && FIELDS.some((field) => `${field}:` === value.toLowerCase());

/** What a filter asks of the core. Words stand together, and one thing is asked of a field: the last that was said. */
export function wantedOf(filter: string): Wanted {
  const tokens = tokensOf(filter).filter((token) => token.value !== "" && !isBegun(token));
  const text = tokens.filter((token) => !fieldOf(token)).map((token) => token.text.replaceAll('"', "")).join(" ");
  const named = tokens.flatMap((token) => { const field = fieldOf(token); return field ? [{ ...token, field }] : []; });
  const without = FIELDS.flatMap((field) => {
    const values = named.filter((token) => token.negated && token.field === field).map(({ value }) => value);
    return values.length > 0 ? [[`not_${field}`, values] as const] : [];
  });
  return { ...(text && { text }), ...Object.fromEntries(named.filter(({ negated }) => !negated).map(({ field, value }) => [field, value])), ...Object.fromEntries(without) };
}
