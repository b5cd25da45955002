import type { Lang } from "./prefs";

const names = new Map<Lang, Intl.DisplayNames>();

/** The short name of a country by its code, the code where nobody knows it. */
export function countryName(code: string, lang: Lang): string {
  const known = names.get(lang) ?? new Intl.DisplayNames(lang, { type: "region", style: "short" });
  names.set(lang, known);
  try {
    return known.of(code) ?? code;
  } catch {
    return code; // a code out of a database of somebody's own may be anything
  }
}
