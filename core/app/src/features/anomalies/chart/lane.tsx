import type { AnomalyEvent } from "@/api/types";
import { Bars } from "@/components/severity";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { INK, levelOf } from "@/lib/severity";
import { type Store, useStore } from "@/lib/store";
import { useSetRange } from "@/lib/view";

import type { Frame } from "./plot";

const GLYPH = 28;
const GAP = 4;
const SOFT = { 1: "bg-sev1soft", 2: "bg-sev2soft", 3: "bg-sev3soft", 4: "bg-sev4solid text-sev4on" } as const;

interface Placed {
  event: AnomalyEvent;
  left: number;
  width: number;
}

/**
 * Lays pills side by side from the newest back: each stands at its start if there is room for its words, shrinks to its
 * glyph where its neighbour is near, and is left out where not even that fits.
 */
export function placePills(events: readonly AnomalyEvent[], frame: Frame, widthOf: (event: AnomalyEvent) => number): Placed[] {
  const perSecond = frame.width / (frame.to - frame.from);
  const shown = events
    .filter((event) => unix(event.started_at) < frame.to && (event.ended_at === null || unix(event.ended_at) > frame.from))
    .toSorted((a, b) => unix(b.started_at) - unix(a.started_at));
  const placed: Placed[] = [];
  let right = frame.left + frame.width;
  for (const event of shown) {
    const start = frame.left + Math.max(0, unix(event.started_at) - frame.from) * perSecond;
    const newest = placed.length === 0;
    const left = Math.max(frame.left, Math.min(start, right - (newest ? widthOf(event) : GLYPH)));
    const width = Math.min(widthOf(event), right - left);
    if (width < GLYPH) continue;
    placed.push({ event, left, width });
    right = left - GAP;
  }
  return placed;
}

/** The events of the window above the chart; a press zooms to one. */
export function Lane({ events, frame }: { events: readonly AnomalyEvent[]; frame: Store<Frame | null> }) {
  const { t, f } = useText();
  const setRange = useSetRange();
  const place = useStore(frame);
  const widthOf = (event: AnomalyEvent) => 38 + t.kind[event.kind].length * 7.3;
  return (
    <div role="group" aria-label={t.chart.events} className="relative h-[22px]">
      {place && placePills(events, place, widthOf).map(({ event, left, width }) => {
        const level = levelOf(event.severity);
        const [from, to] = [unix(event.started_at), event.ended_at ? unix(event.ended_at) : place.to];
        const pad = Math.max(60, (to - from) * 0.5);
        const label = t.chart.event(t.kind[event.kind], f.clock(from), event.ended_at ? f.clock(to) : t.chart.ongoing);
        return (
          <button
            key={event.id}
            type="button"
            title={`${event.service} · ${label}`}
            aria-label={label}
            onClick={() => setRange({ kind: "fixed", from: Math.floor(from - pad), to: Math.ceil(to + pad) })}
            className={cx("pill", SOFT[level], level < 4 && INK[level], event.verdict === "expected" && "opacity-50")}
            style={{ left, maxWidth: width }}
          >
            <Bars level={level} solid={level === 4} />
            {width > 60 && <span className="cut">{t.kind[event.kind]}</span>}
          </button>
        );
      })}
    </div>
  );
}
