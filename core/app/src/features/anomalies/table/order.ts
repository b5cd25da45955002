import { useRef } from "react";

import type { AnomalousSource } from "@/api/types";
import type { Sort } from "@/lib/view";

export const keyOf = (row: AnomalousSource): string => `${row.source}|${row.service}`;

const BY: Record<Sort, (a: AnomalousSource, b: AnomalousSource) => number> = {
  score: (a, b) => b.score - a.score || b.rps - a.rps,
  rps: (a, b) => b.rps - a.rps,
  source: (a, b) => a.source.localeCompare(b.source, "en", { numeric: true }),
  last: (a, b) => b.last_seen_at.localeCompare(a.last_seen_at),
};

export const sorted = (rows: readonly AnomalousSource[], sort: Sort): AnomalousSource[] =>
  rows.toSorted((a, b) => BY[sort](a, b) || keyOf(a).localeCompare(keyOf(b)));

/**
 * The order to show while somebody points at the rows: what is shown keeps its place with fresh values, what has gone
 * stays as it last was, and what is new comes at the end. Nothing moves under a finger.
 */
export function heldOrder(shown: readonly AnomalousSource[], fresh: readonly AnomalousSource[]): AnomalousSource[] {
  const byKey = new Map(fresh.map((row) => [keyOf(row), row]));
  const kept = shown.map((row) => byKey.get(keyOf(row)) ?? row);
  const known = new Set(kept.map(keyOf));
  return [...kept, ...fresh.filter((row) => !known.has(keyOf(row)))];
}

/** `rows` in order, held while `hold` is true and the question (filter, sort) is the same. */
export function useHeldOrder(rows: readonly AnomalousSource[], hold: boolean, question: string): readonly AnomalousSource[] {
  // What was shown last is the memory that holding needs; it changes with what is rendered and never causes it.
  /* oxlint-disable react/refs */
  const last = useRef<{ rows: readonly AnomalousSource[]; question: string }>({ rows, question });
  const next = hold && last.current.question === question ? heldOrder(last.current.rows, rows) : rows;
  last.current = { rows: next, question };
  /* oxlint-enable react/refs */
  return next;
}
