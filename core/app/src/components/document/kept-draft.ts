import type { DocumentKind } from "@/api/types";
import { nowSeconds } from "@/lib/clock";

/** What somebody wrote and did not save: it survives a reload, and the end of a session. Documents name secrets, and hold none. */
export interface KeptDraft {
  text: string;
  /** The document that was changed, as text; empty where that does not matter. */
  base: string;
  at: number;
}

const LONGEST = 400_000;
const keyOf = (kind: DocumentKind, name: string) => `dozor.draft.${kind}/${name}`;

export function keepDraft(kind: DocumentKind, name: string, text: string, base = ""): void {
  try {
    if (text.length <= LONGEST) localStorage.setItem(keyOf(kind, name), JSON.stringify({ text, base, at: nowSeconds() }));
  } catch {
    // A browser that keeps nothing: the draft lives as long as the page.
  }
}

export function keptDraft(kind: DocumentKind, name: string): KeptDraft | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(kind, name)) ?? "null");
    const { text, base, at } = (kept ?? {}) as Partial<KeptDraft>;
    return typeof text === "string" && typeof base === "string" && typeof at === "number" ? { text, base, at } : null;
  } catch {
    return null;
  }
}

export function dropDraft(kind: DocumentKind, name: string): void {
  try {
    localStorage.removeItem(keyOf(kind, name));
  } catch {
    // As above.
  }
}
