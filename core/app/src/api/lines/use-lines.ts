import { useCallback, useEffect, useRef, useState } from "react";

import type { Asked } from "@/api/address";

import { LogBuffer, type Row } from "./buffer";
import { LogReader, type State } from "./reader";

export const MOST_LINES = 5000;
const FLUSH_MILLISECONDS = 200;

/** What is shown of a stream: five times a second at most, however many lines come. */
export interface Shown {
  rows: readonly Row[];
  held: number;
  missed: number;
  dropped: number;
}

const NOTHING: Shown = { rows: [], held: 0, missed: 0, dropped: 0 };

export interface Lines {
  shown: Shown;
  state: State;
  hold: () => void;
  release: () => void;
}

/** Reads the lines that are asked for (null: none), as long as the component lives and asks for the same. */
export function useLines(path: "logs" | "requests", asked: Asked | null): Lines {
  const [shown, setShown] = useState(NOTHING);
  const [state, setState] = useState<State>({ phase: "opening", error: null });
  const buffer = useRef(new LogBuffer(MOST_LINES));
  const flush = useCallback(() => {
    const { rows, held, missed, dropped } = buffer.current;
    setShown({ rows, held: held.length, missed, dropped });
  }, []);
  const key = asked && JSON.stringify(asked);
  useEffect(() => {
    buffer.current = new LogBuffer(MOST_LINES);
    flush();
    if (key === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const reader = new LogReader(path, JSON.parse(key) as Asked, {
      onState: setState,
      onRows: (rows) => {
        buffer.current.push(rows);
        timer ??= setTimeout(() => {
          timer = undefined;
          flush();
        }, FLUSH_MILLISECONDS);
      },
    });
    return () => {
      reader.stop();
      clearTimeout(timer);
    };
  }, [path, key, flush]);
  const hold = useCallback(() => buffer.current.hold(), []);
  const release = useCallback(() => {
    buffer.current.release();
    flush();
  }, [flush]);
  return { shown, state, hold, release };
}
