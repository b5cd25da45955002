import { type RefObject, useEffect, useId, useState } from "react";

import { type Keys, useKeys } from "@/lib/keys";

interface Wanted<R> {
  table: RefObject<HTMLTableElement | null>;
  rows: readonly R[];
  keyOf: (row: R) => string;
  current: string | null;
  setCurrent: (key: string | null) => void;
  /** What keys do with the current row, by `event.code`. */
  acts: Readonly<Record<string, ((row: R) => void) | undefined>>;
}

// Keys go to one table of a screen: the one last touched, else the first.
const tables: string[] = [];

/** Makes a table the one that keys go to. */
function take(id: string): void {
  tables.splice(tables.indexOf(id), 1);
  tables.unshift(id);
}

/**
 * J and K move through the rows, Escape lets go, and the acts are done to the current row. Returns the row that keys led
 * to, which is to be in sight; where a pointer presses, nothing may move: what it pressed would no longer be under it.
 */
export function useRowKeys<R>({ table, rows, keyOf, current, setCurrent, acts }: Wanted<R>): string | null {
  const id = useId();
  const [led, setLed] = useState<{ key: string } | null>(null);
  const isThere = rows.length > 0;
  useEffect(() => {
    tables.push(id);
    return () => void tables.splice(tables.indexOf(id), 1);
  }, [id]);
  useEffect(() => {
    if (!isThere) return undefined;
    const element = table.current;
    const touched = () => take(id);
    const focused = ({ target }: FocusEvent) => {
      take(id);
      const key = target instanceof Element && target.matches(":focus-visible") && target.closest<HTMLElement>("tr[data-key]")?.dataset["key"];
      if (key) setLed((old) => (old?.key === key ? old : { key }));
    };
    element?.addEventListener("pointerenter", touched);
    element?.addEventListener("focusin", focused);
    return () => {
      element?.removeEventListener("pointerenter", touched);
      element?.removeEventListener("focusin", focused);
    };
  }, [id, table, isThere]);
  // The lead of the row gets the focus, so that Enter opens it and it is read aloud.
  useEffect(() => {
    const row = led && table.current?.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(led.key)}"]`);
    row?.scrollIntoView({ block: "nearest" });
    if (row && !row.contains(document.activeElement)) row.querySelector<HTMLElement>("[data-open]")?.focus({ preventScroll: true });
  }, [led, table]);

  const at = current === null ? -1 : rows.findIndex((row) => keyOf(row) === current);
  const go = (step: number) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    if (next === undefined) return;
    setCurrent(keyOf(next));
    setLed({ key: keyOf(next) });
  };
  const row = rows[at];
  const own: Keys = { KeyJ: () => go(1), KeyK: () => go(-1), Escape: () => setCurrent(null) };
  if (row !== undefined) {
    for (const [code, act] of Object.entries(acts)) if (act) own[code] = (event) => (isItsOwn(event) ? false : void act(row));
  }
  useKeys(Object.fromEntries(Object.entries(own).map(([code, handler]) => [code, (event: KeyboardEvent) => (tables[0] === id ? handler(event) : false)])));
  return led?.key ?? null;
}

/** Enter on a focused button is that button's. */
const isItsOwn = (event: KeyboardEvent): boolean => event.code === "Enter" && event.target instanceof HTMLElement && event.target.matches("button, a");
