import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import type { LogLine } from "@/api/types";
import { Button } from "@/components/button";
import { useKeys } from "@/lib/keys";

import { type Look, LogRow } from "./line";
import { inSight, offsetsOf, rowAt } from "./layout";
import { nextLine } from "./moving";
import { useText } from "./text/use";
import type { Lines } from "@/api/lines/use-lines";

const OVERSCAN = 12;
const NEAR = 30;

/** The lines in sight. At the end it follows; scrolled up it stays, and what comes is held until somebody goes on. */
export function LogList({ lines: { shown, hold, release }, look, onOpen }: { lines: Lines; look: Look; onOpen: (line: LogLine) => void }) {
  const { t, f } = useText();
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, width: 900, sign: 7.6 });
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [following, setFollowing] = useState(true);
  const columns = columnsOf(view, look);
  const offsets = useMemo(() => offsetsOf(shown.rows, { columns, unfolded }), [shown.rows, columns, unfolded]);
  const total = offsets[shown.rows.length] ?? 0;

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const seen = new ResizeObserver(() => setView((old) => ({ ...old, height: element.clientHeight, width: element.clientWidth, sign: signWidth(element) })));
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = frame.current;
    if (following && element) element.scrollTop = element.scrollHeight;
  });

  const scrolled = () => {
    const element = frame.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    const { scrollTop } = element;
    // Growing moves the end away before the effect follows it: only going up is leaving it.
    const up = scrollTop < view.top - 1;
    setView((old) => ({ ...old, top: scrollTop }));
    if (following && up && !atEnd) {
      hold();
      setFollowing(false);
    } else if (!following && atEnd && shown.held === 0) resume();
  };
  const resume = useCallback(() => {
    release();
    setFollowing(true);
  }, [release]);
  const fold = useCallback((key: number) => {
    setUnfolded((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
    hold();
    setFollowing(false);
  }, [hold]);
  const [current, setCurrent] = useState<number | null>(null);
  const step = (by: 1 | -1) => {
    const element = frame.current;
    const place = element ? nextLine(shown.rows, current, by, { first: rowAt(offsets, view.top), last: rowAt(offsets, view.top + view.height - 1) }) : -1;
    const row = shown.rows[place];
    if (!element || !row) return;
    hold();
    setFollowing(false);
    const top = inSight(view, offsets[place] ?? 0, offsets[place + 1] ?? 0);
    element.scrollTop = top;
    setView((old) => ({ ...old, top }));
    setCurrent(row.key);
  };
  useEffect(() => {
    // What is current has the focus: Enter opens it, and it is read aloud.
    if (current !== null) frame.current?.querySelector<HTMLElement>("[aria-current] button")?.focus({ preventScroll: true });
  }, [current]);
  useKeys({ End: resume, KeyJ: () => step(1), KeyK: () => step(-1) });

  const first = Math.max(0, rowAt(offsets, view.top) - OVERSCAN);
  const last = Math.min(shown.rows.length, rowAt(offsets, view.top + view.height) + OVERSCAN);
  return (
    <div className="relative min-h-0 flex-1">
      {/* A log is read by scrolling, by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={frame} role="log" aria-live="off" aria-label={t.logs.lines} tabIndex={0} onScroll={scrolled} className="log absolute inset-0 overflow-y-auto overscroll-contain">
        <div style={{ height: total }} className="relative">
          {shown.rows.slice(first, last).map((row, i) => {
            const top = offsets[first + i] ?? 0;
            return <LogRow key={row.key} row={row} top={top} height={(offsets[first + i + 1] ?? top) - top} unfolded={unfolded.has(row.key)} current={row.key === current} look={look} onFold={fold} onOpen={onOpen} />;
          })}
        </div>
      </div>
      {!following && (
        <Button kind="primary" className="absolute right-4 bottom-3" onClick={resume}>
          <ArrowDown size={15} aria-hidden="true" />{shown.held > 0 ? t.logs.held(shown.held) : t.logs.resume}{shown.missed > 0 && ` · ${t.logs.missed(f.integer(shown.missed))}`}
        </Button>
      )}
    </div>
  );
}

function signWidth(element: Element): number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return 8;
  const { fontSize, fontFamily } = getComputedStyle(element);
  context.font = `${fontSize} ${fontFamily}`;
  return context.measureText("0".repeat(100)).width / 100;
}

/** How many signs of text stand side by side where lines are wrapped; null where they are cut. */
function columnsOf({ width, sign }: { width: number; sign: number }, { wrap, bare, named }: Look): number | null {
  const wide = window.matchMedia("(min-width: 768px)").matches;
  const beside = 11 + (bare ? 8 : 112) + (named && wide ? 112 : 0) + 28 + 8 + 2;
  return wrap ? Math.max(10, Math.floor((width - beside) / sign)) : null;
}
