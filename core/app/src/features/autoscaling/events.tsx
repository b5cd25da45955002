import { ArrowDown, ArrowUp, Clock, Hand, Pause, Play } from "lucide-react";
import type { ReactNode } from "react";

import type { ScalingEvent, ScalingHistory } from "@/api/types";
import { unix } from "@/lib/instant";

import { reasonsText } from "./reason";
import { useText } from "./text/use";

const ICONS: Record<ScalingEvent["kind"], ReactNode> = {
  more: <ArrowUp size={14} />, less: <ArrowDown size={14} />, held: <Hand size={14} />, goes_on: <Play size={14} />, paused: <Pause size={14} />, resumed: <Play size={14} />,
};
const SHOWN = 100;

/** Why there are more or fewer, and why there are not: the newest first. */
export function Events({ history: { events, last_reasons, reason, t: instants } }: { history: ScalingHistory }) {
  const { t, f } = useText();
  const last = reason.findLastIndex(Boolean);
  return (
    // What scrolls is reached by keyboard, too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ol tabIndex={0} aria-label={t.scaling.log} className="num grid max-h-[30rem] content-start gap-1.5 overflow-y-auto">
      {last >= 0 && <li className="flex gap-2.5 text-fg2"><span className="mt-0.5 text-fg3" aria-hidden="true"><Clock size={14} /></span><span className="w-28 shrink-0 text-fg3">{f.clock(instants[last] ?? 0)}</span><span className="min-w-0 break-words">{reasonsText(last_reasons, t, f)}</span></li>}
      {events.length === 0 && <li className="text-fg3">{t.scaling.noEvents}</li>}
      {events.toReversed().slice(0, SHOWN).map((event) => (
        <li key={`${event.at} ${event.kind} ${event.after}`} className="flex gap-2.5">
          <span className="mt-0.5 text-fg3" aria-hidden="true">{ICONS[event.kind]}</span>
          <span className="w-28 shrink-0 text-fg3">{f.moment(unix(event.at))}</span>
          <span className="min-w-0 break-words"><b className="font-semibold">{t.scaling.kinds[event.kind]}{event.before !== event.after && ` ${f.integer(event.before)} → ${f.integer(event.after)}`}</b> <span className="text-fg2">{reasonsText(event.reasons, t, f)}{event.by && ` · ${event.by}`}</span></span>
        </li>
      ))}
    </ol>
  );
}
