import { useQuery } from "@tanstack/react-query";
import { BellOff, Plus } from "lucide-react";
import { lazy, Suspense } from "react";

import type { Silence } from "@/api/types";
import { Button } from "@/components/button";
import { cell, headCell } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { clock } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { useStore } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { useBlocked, useChange, useFailed } from "./changing";
import { endSilence, makeSilence, silencesQuery } from "./requests";
import { type Texts, useText } from "./text/use";
import { hoursText, matcherText } from "./words";

const SilenceDrawer = lazy(() => import("./silence-drawer"));
const NEW = "+";

/** What nobody is told of: for a while, or within hours each week. */
export default function Silences() {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const blocked = useBlocked("operate");
  const { data, error, refetch } = useQuery(silencesQuery);
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Skeleton className="h-72" /></section>;
  return (
    <section className="panel min-w-0 overflow-hidden">
      <div className="flex min-h-14 items-center justify-end px-4 py-2.5"><Button blocked={blocked} onClick={() => change({ open: NEW })}><Plus size={15} aria-hidden="true" />{t.silences.add}</Button></div>
      {data.silences.length === 0 ? <Empty icon={<BellOff size={18} />} title={t.silences.none} lead={t.silences.noneLead} /> : (
        <div className="relative overflow-x-auto">
          <table className="num w-full border-collapse">
            <thead>
              <tr className="border-t border-line">
                <th scope="col" className={headCell}>{t.silences.what}</th>
                <th scope="col" className={cx(headCell, "max-sm:hidden")}>{t.silences.when}</th>
                <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.silences.by}</th>
                <th scope="col" className={headCell}><span className="sr-only">{t.sources.action}</span></th>
              </tr>
            </thead>
            <tbody>{data.silences.map((each) => <Row key={each.id} made={each} />)}</tbody>
          </table>
        </div>
      )}
      {open === NEW && <Suspense><SilenceDrawer onClose={() => change({ open: undefined })} /></Suspense>}
    </section>
  );
}

function whatText({ events, threads }: Silence["silence"], t: Texts): string {
  const what = matcherText(events, t);
  return threads.length === 0 ? what : [t.silences.threads(threads.length), what !== t.silences.everything && what].filter(Boolean).join(" · ");
}

function Row({ made: { id, silence, holds, made_by } }: { made: Silence }) {
  const { t, f } = useText();
  const now = useStore(clock);
  const blocked = useBlocked("operate");
  const onError = useFailed();
  const again = useChange(() => makeSilence(silence), () => t.silences.made);
  const end = useChange(() => endSilence(id), () => t.silences.ended, undefined, () => again.mutate(undefined, { onError }));
  const what = whatText(silence, t);
  const when = [silence.hours && hoursText(silence.hours, t), silence.begins > now && t.silences.from(f.moment(silence.begins)), silence.until > 0 && t.silences.until(f.moment(silence.until))].filter(Boolean).join(", ");
  const state = <span className={cx("block text-xs", holds ? "text-okink" : "text-fg3")}>{holds ? t.silences.holds : t.silences.rests}</span>;
  return (
    <tr className="border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "w-[40%] text-left font-medium break-words max-sm:w-auto")}>
        {what}
        {silence.note && <span className="block text-xs font-normal break-words text-fg2">{silence.note}</span>}
        {silence.threads.length > 0 && <span className="mono block text-xs font-normal break-all text-fg3">{silence.threads.join(", ")}</span>}
        <span className="block text-xs font-normal break-words sm:hidden">{when}{state}</span>
      </th>
      <td className={cx(cell, "break-words max-sm:hidden")}>{when}{state}</td>
      <td className={cx(cell, "max-md:hidden")}>{made_by}</td>
      <td className={cx(cell, "w-px text-right")}><Button size="small" blocked={blocked} disabled={end.isPending || again.isPending} aria-label={t.silences.endOf(what)} onClick={() => end.mutate(undefined, { onError })}>{t.silences.end}</Button></td>
    </tr>
  );
}
