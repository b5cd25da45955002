import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import type { AlarmDetail } from "@/api/types";
import { Facts } from "@/components/facts";
import { Modal } from "@/components/modal";
import { SeverityBadge } from "@/components/severity";
import { Failure, Skeleton } from "@/components/states";
import { alarmText } from "@/lib/i18n/alarms";
import { unix } from "@/lib/instant";
import { useNames } from "@/lib/metric-names/use";
import { levelOf } from "@/lib/severity";

import { AlarmActs } from "./acts";
import { alarmQuery, nodeNamesQuery } from "./requests";
import { useText } from "./text/use";
import { conditionText, valueText, whereText } from "./words";

/** An alarm with the rule as it was, and all that happened. */
export default function AlarmDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery(alarmQuery(id));
  return (
    <Modal title={data?.rule ?? id} onClose={onClose} place="side">
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="p-4"><Skeleton className="h-72" /></div>}
      {data && <Details alarm={data} />}
    </Modal>
  );
}

/** What the alarm is about, as a chart. */
function MetricLink({ alarm: { rule_said: { metric }, node_id, entity } }: { alarm: AlarmDetail }) {
  return <Link to="/metrics" search={{ metric: [metric], ...(node_id && { nodes: [node_id] }), ...(entity && { entity: [entity] }) } as never} className="mono break-all text-accent hover:underline">{metric}</Link>;
}

function Details({ alarm }: { alarm: AlarmDetail }) {
  const text = useText();
  const { t, f, lang } = text;
  const nameOf = useNames();
  const { data: nodes } = useQuery(nodeNamesQuery);
  const { rule_said: rule, cleared_at, cleared_why, fired_at, events } = alarm;
  const why = t.alarms.whys[cleared_why as keyof typeof t.alarms.whys] ?? cleared_why;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <SeverityBadge level={levelOf(alarm.severity)} />
        <p className="min-w-[min(100%,12rem)] flex-1 font-medium break-words">{alarmText(alarm, lang) || alarm.metric || alarm.rule}</p>
        {cleared_at === null && <AlarmActs alarm={alarm} />}
      </div>
      <Facts rows={[
        [t.alarms.where, whereText(alarm, nodes, t)], [t.alarms.value, valueText(rule, alarm.value, text)], [t.alarms.condition, conditionText(rule, { ...text, nameOf })],
        ...(rule.metric ? [[t.alarms.metric, <MetricLink key="metric" alarm={alarm} />] as const] : []),
        [t.alarms.since, f.moment(unix(alarm.since_at))],
        ...(cleared_at === null ? [] : [[t.alarms.ended, `${f.moment(unix(cleared_at))}: ${why}`], [t.alarms.lasted, f.span(unix(cleared_at) - unix(fired_at))]] as const),
      ]} />
      <section>
        <h3 className="label mb-1.5">{t.alarms.events}</h3>
        <ol className="num grid gap-1">
          {events.map((event) => (
            <li key={`${event.at} ${event.what}`} className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-3">
              <span className="text-fg3">{f.moment(unix(event.at))}</span>
              <span className="break-words">{t.alarms.happened[event.what]} <span className="text-fg2">{[event.what === "fired" && valueText(rule, event.value, text), event.by, event.until_at && f.moment(unix(event.until_at)), event.note].filter(Boolean).join(" · ")}</span></span>
            </li>
          ))}
        </ol>
      </section>
      <details>
        <summary className="label cursor-pointer py-1">{t.alarms.asItWas}</summary>
        <pre className="mono mt-1 max-h-80 overflow-auto text-xs break-all whitespace-pre-wrap" tabIndex={-1}>{JSON.stringify(rule, null, 2)}</pre>
      </details>
    </div>
  );
}
