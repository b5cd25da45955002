import type { ReactNode } from "react";

/** A setting as it is listed and found. `words` are what it is found by besides its title and its lead. */
export interface Entry {
  id: string;
  title: string;
  lead?: ReactNode;
  words?: string;
  body?: ReactNode;
  wide?: boolean;
}

/** Whether every word that was typed stands somewhere in an entry. */
export function matches(entry: Entry, typed: string): boolean {
  const text = `${entry.title} ${typeof entry.lead === "string" ? entry.lead : ""} ${entry.words ?? ""}`.toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
