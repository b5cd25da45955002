import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

import type { Lines } from "@/api/lines/use-lines";
import type { LogLine } from "@/api/types";
import { Button } from "@/components/button";
import { useKeys } from "@/lib/keys";

import { RequestHead, RequestRow, ROW_HEIGHT, TALL_ROW_HEIGHT } from "./row";
import { useText } from "./text/use";

const OVERSCAN = 12;
const NEAR = 30;

/** The requests in sight. At the end it follows; scrolled up it stays, and what comes is held until somebody goes on. */
export function RequestList({ lines: { shown, hold, release }, onOpen }: { lines: Lines; onOpen: (line: LogLine) => void }) {
  const { t, f } = useText();
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, wide: true });
  const [following, setFollowing] = useState(true);
  const [current, setCurrent] = useState<number | null>(null);
  const height = view.wide ? ROW_HEIGHT : TALL_ROW_HEIGHT;
  const { rows } = shown;

  // Before it is seen: a narrow one has no head, and rows of another height.
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const measure = () => setView((old) => ({ ...old, height: element.clientHeight, wide: element.clientWidth >= 720 }));
    measure();
    const seen = new ResizeObserver(measure);
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = frame.current;
    if (following && element) element.scrollTop = element.scrollHeight;
  });
  const resume = useCallback(() => {
    release();
    setFollowing(true);
    setCurrent(null);
  }, [release]);
  const stay = () => {
    hold();
    setFollowing(false);
  };
  const scrolled = () => {
    const element = frame.current;
    if (!element) return;
    const { scrollTop } = element;
    const atEnd = element.scrollHeight - scrollTop - element.clientHeight < NEAR;
    // Growing moves the end away before the effect follows it: only going up is leaving it.
    if (following && scrollTop < view.top - 1 && !atEnd) stay();
    else if (!following && atEnd && shown.held === 0 && current === null) resume();
    setView((old) => ({ ...old, top: scrollTop }));
  };
  const step = (by: 1 | -1) => {
    const element = frame.current;
    const from = rows.findIndex(({ key }) => key === current);
    const edge = by > 0 ? Math.floor(view.top / height) : Math.ceil((view.top + view.height) / height) - 1;
    let place = from < 0 ? Math.min(Math.max(0, edge), rows.length - 1) : from + by;
    while (rows[place] && rows[place]?.kind !== "line") place += by;
    const row = rows[place];
    if (!element || !row) return;
    stay();
    const [top, bottom] = [place * height, (place + 1) * height];
    element.scrollTop = top < view.top ? top : Math.max(view.top, bottom - view.height);
    setView((old) => ({ ...old, top: element.scrollTop }));
    setCurrent(row.key);
  };
  useEffect(() => {
    if (current !== null) frame.current?.querySelector<HTMLElement>("[aria-current] button")?.focus({ preventScroll: true });
  }, [current]);
  useKeys({ End: resume, KeyJ: () => step(1), KeyK: () => step(-1) });

  const first = Math.max(0, Math.floor(view.top / height) - OVERSCAN);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / height) + OVERSCAN);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col border-t border-line">
      {view.wide && <RequestHead />}
      <div className="relative min-h-0 flex-1">
      {/* A log is read by scrolling, by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={frame} role="log" aria-live="off" aria-label={t.requests.list} tabIndex={0} onScroll={scrolled} className="absolute inset-0 overflow-y-auto overscroll-contain">
        <div style={{ height: rows.length * height }} className="relative">
          {rows.slice(first, last).map((row, i) => <RequestRow key={row.key} row={row} top={(first + i) * height} wide={view.wide} current={row.key === current} onOpen={onOpen} />)}
        </div>
      </div>
      </div>
      {!following && (
        <Button kind="primary" className="absolute right-4 bottom-3" onClick={resume}>
          <ArrowDown size={15} aria-hidden="true" />{shown.held > 0 ? t.requests.held(shown.held) : t.requests.resume}{shown.missed > 0 && ` · ${t.requests.missed(f.integer(shown.missed))}`}
        </Button>
      )}
    </div>
  );
}
