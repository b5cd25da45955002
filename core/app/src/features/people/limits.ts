/** How far something reaches: null for everything, none for an empty list. */
export interface Limits {
  services: string[] | null;
  groups: string[] | null;
}

/** What may be limited. */
export const KINDS = ["services", "groups"] as const;

/** Names as people write them down: one a line, or separated by commas or spaces; each once. */
export const namesIn = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
