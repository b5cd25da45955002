import { useRouterState } from "@tanstack/react-router";
import { CircleAlert, Pause } from "lucide-react";

import { Button } from "@/components/button";
import { clock } from "@/lib/clock";
import { AMBER_SECONDS, freshness, LOST_SECONDS } from "@/lib/freshness";
import { useText } from "@/lib/i18n/react";
import { pauseSeconds } from "@/lib/poll";
import { DEFAULT_SECONDS } from "@/lib/range";
import { useStore } from "@/lib/store";
import { useRange, useSetRange } from "@/lib/view";

import { isTimed } from "./places";

/** Seconds since the last answer, when they matter. */
export function useStaleSeconds(): number {
  const { answeredAt, failures } = useStore(freshness);
  const now = useStore(clock);
  return failures > 0 && answeredAt !== null ? Math.max(0, now - answeredAt) : 0;
}

export function StaleNote() {
  const { t, f } = useText();
  const stale = useStaleSeconds();
  if (stale <= AMBER_SECONDS || stale > LOST_SECONDS) return null;
  return <span className="num rounded-chip bg-warnsoft px-2 py-1 text-xs whitespace-nowrap text-warnink">{t.fresh.old(f.span(stale))}</span>;
}

/** Says when what is shown is not now: the connection is lost, or somebody paused. */
export function FreshnessBar() {
  const { t, f } = useText();
  const { asOf, failures, retry } = useStore(freshness);
  const stale = useStaleSeconds();
  const range = useRange();
  const setRange = useSetRange();
  const timed = useRouterState({ select: (state) => isTimed(state.location.pathname) });
  if (stale > LOST_SECONDS && asOf !== null) {
    return (
      <div role="alert" className="panel mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 border-warn! px-4 py-2">
        <CircleAlert size={16} className="text-warnink" aria-hidden="true" />
        <p className="num min-w-0 flex-1"><b className="font-semibold">{t.fresh.lost}.</b> {t.fresh.showing(f.clock(asOf), pauseSeconds(1, failures))}</p>
        <Button size="small" onClick={retry}>{t.fresh.retry}</Button>
      </div>
    );
  }
  if (range.kind !== "fixed" || !timed) return null;
  return (
    <div className="panel mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
      <Pause size={15} className="text-accent" aria-hidden="true" />
      <p className="num min-w-0 flex-1 text-fg2">{t.fresh.paused(f.moment(range.from), f.moment(range.to))}</p>
      <Button size="small" onClick={() => setRange({ kind: "live", seconds: DEFAULT_SECONDS })}>{t.header.resume}</Button>
    </div>
  );
}
