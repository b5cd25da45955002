import type { AuditEntry } from "@/api/types";

/** One thing that became different: where, what it was, and what it is; null where there was or is nothing. */
export interface Change {
  path: string;
  before: string | null;
  after: string | null;
}

/** Deeper than this, what is left is compared as a whole. */
const DEEPEST = 4;

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function leaves(value: unknown, path: string, depth: number): [string, string][] {
  if (value === null || value === undefined) return [];
  if (isBranch(value) && depth < DEEPEST) {
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key, depth + 1));
  }
  return [[path, typeof value === "string" ? value : JSON.stringify(value)]];
}

/** What an entry says became different, in the order of names; what stayed as it was is left out. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [old, next] = [new Map(leaves(before, "", 0)), new Map(leaves(after, "", 0))];
  return [...new Set([...old.keys(), ...next.keys()])]
    .map((path) => ({ path, before: old.get(path) ?? null, after: next.get(path) ?? null }))
    .filter((change) => change.before !== change.after)
    .toSorted((one, other) => one.path.localeCompare(other.path));
}

const NAMED_BY = ["name", "value", "source", "network"] as const;

/** What people call the thing that an entry is about, where it is known by an id; empty where nothing says so. */
export function nameOf({ subject, before, after }: Pick<AuditEntry, "subject" | "before" | "after">): string {
  const record: unknown = after ?? before;
  if (!isBranch(record)) return "";
  const name = NAMED_BY.map((field) => record[field]).find((value) => typeof value === "string" && value !== "");
  return typeof name === "string" && name !== subject ? name : "";
}
