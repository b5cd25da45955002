import type { AnomalyEvent } from "@/api/types";
import { Bars } from "@/components/severity";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { INK, levelOf } from "@/lib/severity";
import { type Store, useStore } from "@/lib/store";
import { useSetRange } from "@/lib/view";

import type { Frame } from "./plot";

const WHOLE = 150;
const GLYPH = 28;
const SOFT = { 1: "bg-sev1soft", 2: "bg-sev2soft", 3: "bg-sev3soft", 4: "bg-sev4solid text-sev4on" } as const;

interface Placed {
  event: AnomalyEvent;
  left: number;
  width: number;
}

/** Lays pills side by side: each gets the room up to its neighbour, down to a glyph; what does not fit even so is left out. */
export function placePills(events: readonly AnomalyEvent[], frame: Frame): Placed[] {
  const span = frame.to - frame.from;
  const shown = events
    .filter((event) => unix(event.started_at) < frame.to && (event.ended_at === null || unix(event.ended_at) > frame.from))
    .toSorted((a, b) => unix(a.started_at) - unix(b.started_at));
  const right = frame.left + frame.width;
  const starts = shown.map((event) => frame.left + (Math.max(0, unix(event.started_at) - frame.from) / span) * frame.width);
  const placed: Placed[] = [];
  let end = frame.left;
  shown.forEach((event, i) => {
    const next = starts[i + 1] ?? right;
    const last = i === shown.length - 1;
    const left = Math.max(end, Math.min(starts[i] ?? 0, right - (last ? WHOLE : GLYPH)));
    const width = Math.min(WHOLE, Math.max(GLYPH, next - left - 4), right - left);
    if (width < GLYPH) return;
    placed.push({ event, left, width });
    end = left + width + 4;
  });
  return placed;
}

/** The events of the window above the chart; a press zooms to one. */
export function Lane({ events, frame }: { events: readonly AnomalyEvent[]; frame: Store<Frame | null> }) {
  const { t, f } = useText();
  const setRange = useSetRange();
  const place = useStore(frame);
  return (
    <div role="group" aria-label={t.chart.events} className="relative h-[22px]">
      {place && placePills(events, place).map(({ event, left, width }) => {
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
