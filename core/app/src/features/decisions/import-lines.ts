import { addressIn } from "@/lib/address";

/** A line of a list, as it was pasted: an address or a range, and what stands behind it as a reason. */
export interface ImportLine {
  number: number;
  text: string;
  /** Null where it is no address and no range. */
  source: string | null;
}

export const MOST_LINES = 2000;

/** The lines of a list: one address or range each, what stands behind a comma, a semicolon or a blank does not count, `#` begins a comment. */
export function importLines(text: string): ImportLine[] {
  const seen = new Set<string>();
  return text.split(/\r?\n/).flatMap((line, i) => {
    const bare = line.replace(/#.*/, "").trim();
    const first = bare.split(/[\s,;]/)[0]?.replaceAll('"', "") ?? "";
    if (!first || (i === 0 && /^(?:source|ip|value|address)$/i.test(first))) return [];
    const source = addressIn(first);
    if (source !== null && seen.has(source)) return [];
    if (source !== null) seen.add(source);
    return [{ number: i + 1, text: first, source }];
  }).slice(0, MOST_LINES);
}
