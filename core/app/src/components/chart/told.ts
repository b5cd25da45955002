import type { Marks } from "@/api/types";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";

import { isMove } from "./marks";
import type { Texts } from "./text/use";

/** One thing that happened, in words. */
export interface Told {
  at: number;
  text: string;
}

/** What happened, in words, oldest first: for lists, and for who points at a mark. Names are anybody's text. */
export function toldMarks({ incidents, decisions, deployments, scaling }: Marks, t: Texts, f: Formats): readonly Told[] {
  return [
    ...incidents.map((mark) => ({ at: unix(mark.started_at), text: t.plot.incident(t.kind[mark.kind], mark.service, t.severity[mark.severity].toLowerCase(), mark.ended_at ? f.span(unix(mark.ended_at) - unix(mark.started_at)) : t.incident.goesOn) })),
    ...decisions.map((mark) => ({ at: unix(mark.at), text: t.plot.decisions(mark.decisions, t.decisions.types[mark.type].toLowerCase()) })),
    ...deployments.map((mark) => ({ at: unix(mark.started_at), text: t.plot.deployment(mark.revision, t.plot.phases[mark.phase], mark.note) })),
    ...scaling.filter(isMove).map((mark) => ({ at: unix(mark.at), text: t.plot.scaling(mark.service, mark.before, mark.after) })),
  ].toSorted((a, b) => a.at - b.at);
}

/** What happened nearest to an instant, no further than `within` seconds from it. */
export function nearest(told: readonly Told[], at: number, within: number): Told | null {
  const best = told.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
  return best && Math.abs(best.at - at) <= within ? best : null;
}
