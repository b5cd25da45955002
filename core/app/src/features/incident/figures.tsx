import type { ReactNode } from "react";

import type { IncidentDetail } from "@/api/types";
import { clock } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";

import { useText } from "./text/use";

/** When the first decision was made that holds a source back, or null. */
export function firstDecisionAt({ timeline }: IncidentDetail): number | null {
  const first = timeline.find((entry) => entry.what === "escalated");
  return first ? unix(first.at) : null;
}

/** How fast it went, and how big it was. */
export function Figures({ incident }: { incident: IncidentDetail }) {
  const { t, f } = useText();
  const now = useStore(clock);
  const from = unix(incident.started_at);
  const decided = firstDecisionAt(incident);
  const end = incident.ended_at === null ? null : unix(incident.ended_at);
  const after = (at: number) => (at - from < 0.5 ? t.incident.atOnce : t.incident.after(f.span(at - from)));
  return (
    <dl className="grid grid-cols-2 gap-3 md:grid-cols-4">
      <Figure name={t.incident.started} value={f.clock(from)} note={f.moment(from)} />
      <Figure name={t.incident.detected} value={f.clock(unix(incident.detected_at))} note={after(unix(incident.detected_at))} />
      <Figure name={t.incident.decided} value={decided === null ? "—" : f.clock(decided)} note={decided === null ? t.incident.notDecided : after(decided)} />
      <Figure name={t.incident.end} value={end === null ? "—" : f.clock(end)} note={end === null ? `${t.incident.goesOn}, ${f.span(Math.max(0, now - from))}` : `${t.incident.lasted.toLowerCase()} ${f.span(end - from)}`} />
      <Figure name={t.incident.sources} value={f.integer(incident.sources)} />
      <Figure name={t.incident.decisions} value={f.integer(incident.decisions)} />
      <Figure name={t.incident.refused} value={f.integer(incident.refused)} />
      <Figure name={t.incident.peak} value={f.amount(incident.peak_rps)} note={`${t.incident.score.toLowerCase()} ${f.score(incident.peak_score)}`} />
    </dl>
  );
}

function Figure({ name, value, note }: { name: string; value: ReactNode; note?: string }) {
  return (
    <div className="panel grid content-start gap-0.5 px-4 py-3">
      <dt className="text-xs text-fg3">{name}</dt>
      <dd className="num text-xl font-semibold">{value}</dd>
      {note && <dd className="num cut text-xs text-fg2" title={note}>{note}</dd>}
    </div>
  );
}
