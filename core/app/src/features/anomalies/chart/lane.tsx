import type { Incident } from "@/api/types";
import { Bars } from "@/components/severity";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { HARMLESS, INK, levelOf } from "@/lib/severity";
import { type Store, useStore } from "@/lib/store";
import { useSetRange } from "@/lib/view";

import type { Frame } from "./plot";

const GLYPH = 28;
const GAP = 4;
const SOFT = { 1: "bg-sev1soft", 2: "bg-sev2soft", 3: "bg-sev3soft", 4: "bg-sev4solid text-sev4on" } as const;

interface Placed {
  incident: Incident;
  left: number;
  width: number;
}

/**
 * Lays pills side by side from the newest back: each stands at its start if there is room for its words, shrinks to its
 * glyph where its neighbour is near, and is left out where not even that fits.
 */
export function placePills(incidents: readonly Incident[], frame: Frame, widthOf: (incident: Incident) => number): Placed[] {
  const perSecond = frame.width / (frame.to - frame.from);
  const shown = incidents
    .filter((incident) => unix(incident.started_at) < frame.to && (incident.ended_at === null || unix(incident.ended_at) > frame.from))
    .toSorted((a, b) => unix(b.started_at) - unix(a.started_at));
  const placed: Placed[] = [];
  let right = frame.left + frame.width;
  for (const incident of shown) {
    const start = frame.left + Math.max(0, unix(incident.started_at) - frame.from) * perSecond;
    const newest = placed.length === 0;
    const left = Math.max(frame.left, Math.min(start, right - (newest ? widthOf(incident) : GLYPH)));
    const width = Math.min(widthOf(incident), right - left);
    if (width < GLYPH) continue;
    placed.push({ incident, left, width });
    right = left - GAP;
  }
  return placed;
}

/** The incidents of the window above the chart; a press zooms to one. */
export function Lane({ incidents, frame }: { incidents: readonly Incident[]; frame: Store<Frame | null> }) {
  const { t, f } = useText();
  const setRange = useSetRange();
  const place = useStore(frame);
  const widthOf = (incident: Incident) => 38 + t.kind[incident.kind].length * 7.3;
  return (
    <div role="group" aria-label={t.chart.incidents} className="relative h-[22px]">
      {place && placePills(incidents, place, widthOf).map(({ incident, left, width }) => {
        const level = levelOf(incident.severity);
        const [from, to] = [unix(incident.started_at), incident.ended_at ? unix(incident.ended_at) : place.to];
        const pad = Math.max(60, (to - from) * 0.5);
        const label = t.chart.incident(t.kind[incident.kind], f.clock(from), incident.ended_at ? f.clock(to) : t.chart.ongoing);
        return (
          <button
            key={incident.id}
            type="button"
            title={`${incident.service} · ${label}`}
            aria-label={label}
            onClick={() => setRange({ kind: "fixed", from: Math.floor(from - pad), to: Math.ceil(to + pad) })}
            className={cx("pill", SOFT[level], level < 4 && INK[level], HARMLESS.has(incident.verdict) && "opacity-50")}
            style={{ left, maxWidth: width }}
          >
            <Bars level={level} solid={level === 4} />
            {width > 60 && <span className="cut">{t.kind[incident.kind]}</span>}
          </button>
        );
      })}
    </div>
  );
}
