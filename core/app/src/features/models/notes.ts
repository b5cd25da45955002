import type { Formats } from "@/lib/format";

import type { Texts } from "./text/use";

/** What a version's maker noted: a program's figures in words, a person's text as it is. */
export function notesText(notes: string, t: Texts, f: Formats): string {
  let figures: unknown;
  try {
    figures = JSON.parse(notes);
  } catch {
    return notes;
  }
  if (typeof figures !== "object" || figures === null || Array.isArray(figures)) return notes;
  return Object.entries(figures).map(([name, value]) => `${(t.models.notesOf as Record<string, string>)[name] ?? name}: ${typeof value === "number" ? f.decimal(value, 4) : String(value)}`).join(" · ");
}
