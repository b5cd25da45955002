import { useQuery } from "@tanstack/react-query";

import type { AlarmRule, AlarmTrial } from "@/api/types";
import { unix } from "@/lib/instant";

import { nodeNamesQuery } from "./requests";
import { useText } from "./text/use";
import { valueText, whereText } from "./words";

const SHOWN = 20;

/** How often a rule would have fired, and the newest of what it would have said. */
export function Tried({ trial: { fired, series, firing_seconds, alarms }, rule }: { trial: AlarmTrial; rule: AlarmRule["rule"] }) {
  const around = useText();
  const { t, f } = around;
  const { data: nodes } = useQuery(nodeNamesQuery);
  return (
    <section role="status" className="num grid gap-1.5">
      <p>{series === 0 ? t.alarms.triedNone : fired === 0 ? t.alarms.triedNever(series) : t.alarms.tried(fired, series, f.span(firing_seconds))}</p>
      <ol className="grid gap-1">
        {alarms.toReversed().slice(0, SHOWN).map((alarm) => (
          <li key={`${alarm.node_id} ${alarm.entity} ${alarm.fired_at}`} className="flex flex-wrap gap-x-3 text-fg2">
            <span className="text-fg3">{f.moment(unix(alarm.fired_at))} – {alarm.cleared_at === null ? t.alarms.still : f.moment(unix(alarm.cleared_at))}</span>
            <span className="min-w-0 break-words">{whereText(alarm, nodes, t)}</span>
            <span>{valueText(rule, alarm.value, around)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
