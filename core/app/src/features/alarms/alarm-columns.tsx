import type { Alarm } from "@/api/types";
import { Ago } from "@/components/age";
import type { Column } from "@/components/data-table/columns";
import { SeverityBadge } from "@/components/severity";
import type { Formats } from "@/lib/format";
import { alarmText } from "@/lib/i18n/alarms";
import { unix } from "@/lib/instant";
import type { Lang } from "@/lib/prefs";
import { levelOf } from "@/lib/severity";

import { AlarmActs } from "./acts";
import type { Texts } from "./text/use";
import { valueText, whereText } from "./words";

interface Around {
  t: Texts;
  f: Formats;
  lang: Lang;
  nodes: ReadonlyMap<string, string> | undefined;
}

/** The columns of alarms: of those that fire with what can be done, of those that are `over` with their end. */
export function alarmColumns(around: Around, over: boolean): readonly Column<Alarm>[] {
  const { t, f, lang, nodes } = around;
  const { alarms } = t;
  const ended: Column<Alarm> = { id: "cleared_at", head: alarms.ended, width: "170px", sort: "descending", value: (row) => row.cleared_at, render: (row) => <Ended alarm={row} t={t} f={f} /> };
  const acts: Column<Alarm> = { id: "acts", head: t.sources.action, heading: <span className="sr-only">{t.sources.action}</span>, width: "clamp(128px, 18vw, 250px)", align: "right", fixed: true, render: (row) => <AlarmActs alarm={row} /> };
  return [
    { id: "where", head: alarms.what, lead: true, sort: "ascending", token: "where", value: (row) => whereText(row, nodes, t), render: (row) => <What alarm={row} around={around} /> },
    { id: "rule", head: alarms.rule, width: "180px", extra: true, sort: "ascending", token: "rule", value: (row) => row.rule, render: (row) => <span className="mono cut block">{row.rule}</span> },
    { id: "text", head: alarms.summary, width: "24%", extra: true, value: (row) => alarmText(row, lang) || row.metric, render: (row) => <span className="block break-words">{alarmText(row, lang) || row.metric}</span> },
    { id: "severity", head: alarms.severity, width: "110px", from: "md", sort: "descending", token: "severity", value: (row) => row.severity, words: (row) => t.severity[row.severity], rank: (row) => levelOf(row.severity), render: (row) => <SeverityBadge level={levelOf(row.severity)} /> },
    { id: "value", head: alarms.value, width: "110px", align: "right", from: "lg", token: "value", value: (row) => row.value, render: (row) => valueText(row, row.value, around) },
    { id: "fired_at", head: alarms.since, width: "150px", from: "md", sort: "descending", value: (row) => row.fired_at, render: (row) => (over ? f.moment(unix(row.fired_at)) : <Ago at={unix(row.fired_at)} />) },
    over ? ended : acts,
  ];
}

/** Where it is, what is said of it, and who has seen or silenced it. */
function What({ alarm, around: { t, f, lang, nodes } }: { alarm: Alarm; around: Around }) {
  const { rule, metric, acknowledged, silenced } = alarm;
  const said = [acknowledged && t.alarms.seenBy(acknowledged.by), silenced && t.alarms.silencedUntil(f.moment(unix(silenced.until_at)), silenced.by)].filter(Boolean).join(" · ");
  return (
    <>
      <span className="cut block font-medium">{whereText(alarm, nodes, t)}<span className="sr-only">, {rule}: </span></span>
      <span className="block text-xs break-words text-fg2">{alarmText(alarm, lang) || metric || rule}</span>
      {said && <span className="block text-xs break-words text-fg3">{said}</span>}
    </>
  );
}

function Ended({ alarm: { cleared_at, cleared_why }, t, f }: { alarm: Alarm; t: Texts; f: Formats }) {
  if (cleared_at === null) return t.alarms.firing;
  return <span className="text-fg2" title={t.alarms.whys[cleared_why as keyof typeof t.alarms.whys] ?? cleared_why}>{f.moment(unix(cleared_at))}</span>;
}
