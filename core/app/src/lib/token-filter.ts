/** One thing that a filter asks for: a word, or a field compared with a value. `-` in front turns it round. */
export interface Token {
  /** As it was typed. */
  text: string;
  negated: boolean;
  /** "" for a word. */
  name: string;
  sign: ":" | ">" | "<" | ">=" | "<=" | "";
  value: string;
  /** Between quotation marks: the whole value is meant. */
  quoted: boolean;
}

type Value = string | number | boolean | null;

/** What a field of a filter reads of a row; `whole`: only the whole value matches, not a part of it. */
export interface Field<R> {
  read: (row: R) => Value | readonly string[];
  whole?: boolean;
}
export type Fields<R> = Readonly<Record<string, Field<R>>>;

const PIECE = /(-?)(?:([\p{L}_][\w.-]*)(:|>=|<=|>|<))?(?:"([^"]*)"|(\S+))/gu;

/** The tokens of a filter: `login score>0.8 country:CN -state:banned agent:"curl 8"`. */
export function tokensOf(text: string): Token[] {
  return [...text.matchAll(PIECE)].map(([raw, minus, name = "", sign = "", inQuotes, bare = ""]) => ({
    text: raw, negated: minus === "-", name, sign: sign as Token["sign"], value: inQuotes ?? bare.replace(/^"/, ""), quoted: inQuotes !== undefined,
  }));
}

/** A token in the form that `tokensOf` reads back. */
export function tokenText(name: string, value: string, negated = false): string {
  const plain = /^[^\s"]+$/.test(value);
  return `${negated ? "-" : ""}${name}:${plain ? value : `"${value.replaceAll('"', "'")}"`}`;
}

/** The filter with one more token, in place of the same one or its opposite. */
export function withToken(filter: string, name: string, value: string, negated = false): string {
  const text = tokenText(name, value, negated);
  const opposite = tokenText(name, value, !negated);
  return [...tokensOf(filter).map((token) => token.text).filter((each) => each !== text && each !== opposite), text].join(" ");
}

export const withoutToken = (filter: string, text: string): string =>
  tokensOf(filter).map((token) => token.text).filter((each) => each !== text).join(" ");

/** Whether a token asks for a field that there is, rather than for a word with a colon in it. */
export const isField = (token: Token, names: ReadonlySet<string>): boolean => token.name !== "" && names.has(token.name.toLowerCase());

const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  ">": (a, b) => a > b, "<": (a, b) => a < b, ">=": (a, b) => a >= b, "<=": (a, b) => a <= b, ":": (a, b) => a === b,
};
const SIZES: Record<string, number> = { "%": 0.01, k: 1e3, m: 1e6, "": 1 };

/** `0.8`, `0,8`, `40%` or `12k` as a number, or null. */
function amountOf(text: string): number | null {
  const [, digits = "", size = ""] = /^(-?\d+(?:[.,]\d+)?)([%km]?)$/i.exec(text) ?? [];
  return digits ? Number(digits.replace(",", ".")) * (SIZES[size.toLowerCase()] ?? 1) : null;
}

/** Whether a token compares with what is no number, and so can match nothing. */
export const isUnread = ({ sign, value }: Token): boolean => sign !== ":" && sign !== "" && amountOf(value) === null;

function matches<R>({ read, whole = false }: Field<R>, { sign, value, quoted }: Token): (row: R) => boolean {
  const amount = amountOf(value);
  const compare = COMPARE[sign];
  const wanted = value.toLowerCase();
  const isText = (held: string) => (whole || quoted ? held.toLowerCase() === wanted : held.toLowerCase().includes(wanted));
  return (row) => {
    const held = read(row);
    if (typeof held === "number") return amount !== null && compare !== undefined && compare(held, amount);
    if (sign !== ":") return false;
    return typeof held === "object" ? (held ?? []).some(isText) : isText(String(held));
  };
}

/**
 * Tells which rows match every token of `text`. `words` is what of a row plain words are looked for in; a token whose
 * field does not exist is a word too, as clients' paths and addresses have colons.
 */
export function matcher<R>(text: string, fields: Fields<R>, words: (row: R) => string): (row: R) => boolean {
  const tests = tokensOf(text).flatMap((token) => {
    const field = fields[token.name.toLowerCase()];
    if (!token.name && token.value.endsWith(":") && fields[token.value.slice(0, -1).toLowerCase()]) return []; // not typed to its end
    const bare = (token.negated ? token.text.slice(1) : token.text).replaceAll('"', "").toLowerCase();
    const test = field ? matches(field, token) : (row: R) => words(row).toLowerCase().includes(bare);
    return [token.negated ? (row: R) => !test(row) : test];
  });
  return (row) => tests.every((test) => test(row));
}
