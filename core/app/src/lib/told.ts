import type { Formats } from "./format";
import type { Lang } from "./prefs";

/** Something that the core tells: a code with its arguments, and the same in English. */
export interface Told<C extends string> {
  code: C;
  args: Readonly<Record<string, boolean | number | string>>;
  message: string;
}

/** What each code says in one language, with its arguments in braces. */
export type Words<C extends string> = Readonly<Record<C, string>>;

type Numbers = Pick<Formats, "decimal" | "integer">;

// A place in a file is a name: nginx.conf:1234.
const shown = (name: string, value: boolean | number | string | undefined, f: Numbers): string =>
  typeof value !== "number" || name === "line" ? String(value ?? "") : Number.isInteger(value) ? f.integer(value) : f.decimal(value, 1);

/** What the core tells, in the reader's language: English is its own, as is a code that has no Russian words, of a newer core. */
export function toldText<C extends string>({ code, args, message }: Told<C>, russian: Words<C>, lang: Lang, f: Numbers): string {
  const said: string | undefined = lang === "ru" ? russian[code] : undefined;
  return said?.replaceAll(/\{(\w+)\}/g, (_, name: string) => shown(name, args[name], f)) ?? message;
}
