import { useCallback, useRef, useState } from "react";

interface Picked {
  keys: ReadonlySet<string>;
  /** Picks or drops one; with `through`, all from the last one picked to it. */
  pick: (key: string, through: boolean) => void;
  pickAll: (on: boolean) => void;
  clear: () => void;
}

const NONE: ReadonlySet<string> = new Set();

/** Which rows are picked, by their keys. */
export function usePicked<R>(rows: readonly R[], keyOf: (row: R) => string): Picked {
  const [keys, setKeys] = useState(NONE);
  const last = useRef<string | null>(null);
  const pick = useCallback((key: string, through: boolean) => {
    const all = rows.map(keyOf);
    const [from, to] = [all.indexOf(last.current ?? ""), all.indexOf(key)].toSorted((a, b) => a - b);
    const range = through && from !== undefined && to !== undefined && from >= 0 ? all.slice(from, to + 1) : null;
    last.current = key;
    setKeys((old) => {
      const next = new Set(old);
      if (range) for (const each of range) next.add(each);
      else if (!next.delete(key)) next.add(key);
      return next;
    });
  }, [rows, keyOf]);
  const pickAll = useCallback((on: boolean) => setKeys(on ? new Set(rows.map(keyOf)) : NONE), [rows, keyOf]);
  const clear = useCallback(() => setKeys(NONE), []);
  return { keys, pick, pickAll, clear };
}
