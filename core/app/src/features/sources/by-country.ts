import { tokensOf, tokenText } from "@/lib/token-filter";

const LANGUAGES = ["en", "ru"] as const;
let codes: ReadonlyMap<string, string> | null = null;

/** Codes of countries by their names, long and short, in the languages of the application. */
function codesByName(): ReadonlyMap<string, string> {
  if (codes) return codes;
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const known = LANGUAGES.flatMap((lang) => (["long", "short"] as const).map((style) => new Intl.DisplayNames(lang, { type: "region", style, fallback: "none" })));
  const found = letters.flatMap((a) => letters.flatMap((b) => known.map((names) => [names.of(a + b)?.toLowerCase() ?? "", a + b] as const)));
  codes = new Map(found.filter(([name]) => name));
  return codes;
}

/** A filter in which names of countries are asked for by code: the core knows countries by nothing else. */
export function byCountry(filter: string): string {
  const whole = codesByName().get(filter.trim().toLowerCase());
  if (whole) return tokenText("country", whole);
  return tokensOf(filter).map(({ text, name, value, negated }) => {
    const code = name === "" || name.toLowerCase() === "country" ? codesByName().get(value.toLowerCase()) : undefined;
    return code ? tokenText("country", code, negated) : text;
  }).join(" ");
}
