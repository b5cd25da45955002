import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BellOff } from "lucide-react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { AlarmSilence } from "@/api/types";
import { Countdown } from "@/components/age";
import { Button } from "@/components/button";
import { cell, headCell } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { alarmText } from "@/lib/i18n/alarms";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { endSilence, KEY, nodeNamesQuery, silenceAgain, silencesQuery } from "./requests";
import { useText } from "./text/use";
import { whereText } from "./words";

/** What nobody is told of, whether it fires now or not; each is ended here. */
export default function Silences({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useText();
  const { data, error, refetch } = useQuery(silencesQuery);
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Skeleton className="h-48" /></section>;
  return (
    <section className="panel min-w-0 overflow-hidden">
      {data.silences.length === 0 && <Empty icon={<BellOff size={18} />} title={t.alarms.noSilences} lead={t.alarms.noSilencesLead} />}
      {data.silences.length > 0 && (
        <table className="num w-full border-collapse">
          <thead>
            <tr>
              <th scope="col" className={headCell}>{t.alarms.what}</th>
              <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.alarms.until}</th>
              <th scope="col" className={cx(headCell, "text-right!")}><span className="sr-only">{t.sources.action}</span></th>
            </tr>
          </thead>
          <tbody>{data.silences.map((each) => <Row key={each.id} silence={each} onOpen={onOpen} />)}</tbody>
        </table>
      )}
    </section>
  );
}

function Row({ silence, onOpen }: { silence: AlarmSilence; onOpen: (id: string) => void }) {
  const { t, f, lang } = useText();
  const { data: nodes } = useQuery(nodeNamesQuery);
  const { rule, alarm_id, until_at, by, note } = silence;
  const until = f.moment(unix(until_at));
  return (
    <tr className="border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "max-w-0 w-[55%] text-left font-medium max-md:w-auto")}>
        <span className="cut block">{whereText(silence, nodes, t)}</span>
        <span className="block text-xs font-normal break-words text-fg2">{alarmText(silence, lang) || rule}</span>
        <span className="block text-xs font-normal break-words text-fg3 md:hidden">{t.alarms.silencedUntil(until, by)}</span>
        {note && <span className="block text-xs font-normal break-words text-fg3">{note}</span>}
        {alarm_id && <button type="button" aria-label={t.alarms.open(rule, t.alarms.firingNow)} onClick={() => onOpen(alarm_id)} className="min-h-6 text-xs font-normal text-accent hover:underline">{t.alarms.firingNow}</button>}
      </th>
      <td className={cx(cell, "whitespace-nowrap max-md:hidden")}>{until} <span className="text-fg3"><Countdown until={unix(until_at)} /></span><span className="block text-xs text-fg3">{by}</span></td>
      <td className={cx(cell, "w-px text-right")}><End silence={silence} /></td>
    </tr>
  );
}

function End({ silence }: { silence: AlarmSilence }) {
  const { t } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "decide") ? false : t.state.needs.decide;
  const onError = (error: unknown) => tellFailed(error, t);
  const onSettled = () => client.invalidateQueries({ queryKey: KEY });
  const again = useMutation({ mutationFn: silenceAgain, onError, onSettled });
  const end = useMutation({ mutationFn: endSilence, onError, onSettled, onSuccess: () => showToast({ tone: "done", title: t.alarms.endedNow(silence.rule), undo: () => again.mutate(silence) }) });
  return <Button size="small" kind="ghost" blocked={blocked} disabled={end.isPending} aria-label={`${t.alarms.unsilence}: ${silence.rule}`} onClick={() => end.mutate(silence)}>{t.alarms.unsilence}</Button>;
}
