import { useRef } from "react";

/**
 * The order to show while somebody points at the rows: what is shown keeps its place with fresh values, what has gone
 * leaves it to the one that is `about` the same or stays as it last was, and what is new comes at the end. Nothing
 * moves under a finger.
 */
export function heldOrder<R>(shown: readonly R[], fresh: readonly R[], keyOf: (row: R) => string, about?: (row: R) => string): readonly R[] {
  const byKey = new Map(fresh.map((row) => [keyOf(row), row]));
  const heirs = new Map(about && fresh.map((row) => [about(row), row]));
  const kept = shown.map((row) => byKey.get(keyOf(row)) ?? (about && heirs.get(about(row))) ?? row);
  return [...new Map([...kept, ...fresh].map((row) => [keyOf(row), row])).values()];
}

/** `rows` in order, held while `hold` is true and the question (filter, sorting) is the same. */
export function useHeldOrder<R>(rows: readonly R[], keyOf: (row: R) => string, hold: boolean, question: string, about?: (row: R) => string): readonly R[] {
  // What was shown last is the memory that holding needs; it changes with what is rendered and never causes it.
  /* oxlint-disable react/refs */
  const last = useRef({ rows, question });
  const next = hold && last.current.question === question ? heldOrder(last.current.rows, rows, keyOf, about) : rows;
  last.current = { rows: next, question };
  /* oxlint-enable react/refs */
  return next;
}

/** The value as it was when `hold` began. */
export function useHeld<T>(value: T, hold: boolean): T {
  /* oxlint-disable react/refs */
  const last = useRef(value);
  if (!hold) last.current = value;
  return last.current;
  /* oxlint-enable react/refs */
}
