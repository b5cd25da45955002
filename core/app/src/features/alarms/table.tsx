import { useQuery } from "@tanstack/react-query";

import type { Alarm } from "@/api/types";
import { Ago } from "@/components/age";
import { cell, headCell } from "@/components/page";
import { SeverityBadge } from "@/components/severity";
import { cx } from "@/lib/cx";
import { alarmText } from "@/lib/i18n/alarms";
import { unix } from "@/lib/instant";
import { levelOf } from "@/lib/severity";

import { AlarmActs } from "./acts";
import { nodeNamesQuery } from "./requests";
import { useText } from "./text/use";
import { valueText, whereText } from "./words";

/** Alarms, the newest first: those that fire with what can be done, those that are over with their end. */
export function AlarmTable({ alarms, over = false, onOpen }: { alarms: readonly Alarm[]; over?: boolean; onOpen: (id: string) => void }) {
  const { t } = useText();
  const { data: nodes } = useQuery(nodeNamesQuery);
  return (
    <div className="relative overflow-x-auto">
      <table className="num w-full border-collapse">
        <thead>
          <tr className="border-t border-line">
            <th scope="col" className={headCell}>{t.alarms.what}</th>
            <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.alarms.severity}</th>
            <th scope="col" className={cx(headCell, "text-right! max-lg:hidden")}>{t.alarms.value}</th>
            <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.alarms.since}</th>
            <th scope="col" className={cx(headCell, !over && "text-right!")}>{over ? t.alarms.ended : <span className="sr-only">{t.sources.action}</span>}</th>
          </tr>
        </thead>
        <tbody>{alarms.map((alarm) => <Row key={alarm.id} alarm={alarm} nodes={nodes} over={over} onOpen={onOpen} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ alarm, nodes, over, onOpen }: { alarm: Alarm; nodes: ReadonlyMap<string, string> | undefined; over: boolean; onOpen: (id: string) => void }) {
  const text = useText();
  const { t, f, lang } = text;
  const { id, rule, severity, value, metric, fired_at, cleared_at, cleared_why, acknowledged, silenced } = alarm;
  const where = whereText(alarm, nodes, t);
  const said = [acknowledged && t.alarms.seenBy(acknowledged.by), silenced && t.alarms.silencedUntil(f.moment(unix(silenced.until_at)), silenced.by)].filter(Boolean).join(" · ");
  return (
    <tr className="border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "max-w-0 w-[48%] text-left font-medium max-md:w-auto")}>
        <button type="button" aria-label={t.alarms.open(rule, where)} onClick={() => onOpen(id)} className="cut block min-h-6 max-w-full text-left hover:text-accent hover:underline">{where}</button>
        <span className="block text-xs font-normal break-words text-fg2">{alarmText(alarm, lang) || metric || rule}</span>
        {said && <span className="block text-xs font-normal break-words text-fg3">{said}</span>}
      </th>
      <td className={cx(cell, "max-md:hidden")}><SeverityBadge level={levelOf(severity)} /></td>
      <td className={cx(cell, "text-right whitespace-nowrap max-lg:hidden")}>{valueText(alarm, value, text)}</td>
      <td className={cx(cell, "whitespace-nowrap max-md:hidden")}>{over ? f.moment(unix(fired_at)) : <Ago at={unix(fired_at)} />}</td>
      <td className={cx(cell, over ? "text-fg2 max-md:w-px max-md:whitespace-nowrap" : "w-px text-right")}>
        {!over ? <AlarmActs alarm={alarm} /> : cleared_at === null ? t.alarms.firing : <span title={t.alarms.whys[cleared_why as keyof typeof t.alarms.whys] ?? cleared_why}>{f.moment(unix(cleared_at))}</span>}
      </td>
    </tr>
  );
}
