import { ChevronRight } from "lucide-react";
import { lazy, memo, Suspense } from "react";

import { pending } from "@/api/acts";
import type { AnomalousSource } from "@/api/types";
import { Ago } from "@/components/age";
import { Bars } from "@/components/severity";
import { Spark } from "@/components/spark";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { useAtLeast } from "@/lib/media";
import { FILL, INK, levelOfScore } from "@/lib/severity";
import { useStorePart } from "@/lib/store";

import { type Acts, RowActions, type RowState, stateOf } from "./actions";
import { keyOf } from "./order";
import { ReasonChips } from "./reasons";

const Detail = lazy(() => import("./detail").then(({ Detail: shown }) => ({ default: shown })));

interface Props {
  row: AnomalousSource;
  acts: Acts;
  open: boolean;
  picked: boolean;
  current: boolean;
  onOpen: (row: AnomalousSource) => void;
  onPick: (row: AnomalousSource) => void;
}

/** One source. Plain elements only: rows come by the hundred and change every second. */
export const SourceRow = memo(function SourceRow({ row, acts, open, picked, current, onOpen, onPick }: Props) {
  const { t, f } = useText();
  const state = useStorePart(pending, (all) => stateOf(row, all.get(row.source)));
  const level = levelOfScore(row.score);
  const calm = state !== "open";
  return (
    <>
      <tr
        data-key={keyOf(row)}
        aria-current={current || undefined}
        className={cx("scroll-mt-16 scroll-mb-24 border-t border-line hover:bg-hover", open && "bg-hover", picked && "bg-accentsoft", current && "shadow-[inset_3px_0_0_var(--accent)]")}
      >
        <td className="w-[92px] py-2 pr-2 pl-3 md:pl-4">
          <span className="flex items-center gap-2">
            <input type="checkbox" className="size-4 shrink-0 accent-[var(--accent)] max-md:hidden" aria-label={`${t.sources.select}: ${row.source}`} checked={picked} onChange={() => onPick(row)} />
            <Bars level={level} />
            <b className={cx("num font-semibold", INK[level])}>{f.score(row.score)}</b>
          </span>
        </td>
        <td className="py-1.5 pr-3">
          <button type="button" onClick={() => onOpen(row)} aria-expanded={open} className="flex max-w-full items-start gap-1.5 text-left">
            <ChevronRight size={14} aria-hidden="true" className={cx("mt-0.5 shrink-0 text-fg3 transition-transform", open && "rotate-90")} />
            <span className="relative min-w-0">
              <span className="sr-only">{t.sources.details} </span>
              <span className={cx("mono block cut", calm && "text-fg2")} title={row.source}>{row.source}</span>
              <span className="num cut block text-xs text-fg3 max-md:hidden">
                {row.decision?.simulated && <span title={t.sources.simulatedHelp} className="mr-1.5 rounded-chip border border-dashed border-line2 px-1">{t.sources.simulated}</span>}
                {t.sources.firstSeen} <Ago at={unix(row.first_seen_at)} />
              </span>
            </span>
          </button>
          <span className="mt-1 block pl-5 md:hidden"><ReasonChips reasons={row.reasons.slice(0, 2)} most={2} /></span>
        </td>
        <td className="py-1.5 pr-3 max-xl:hidden"><Spark values={row.spark} color={calm ? "var(--off)" : FILL[level]} width={120} height={30} /></td>
        <td className="num py-1.5 pr-4 text-right whitespace-nowrap">
          {f.amount(row.rps)}
          <span className="block text-xs text-fg3">{f.percent(row.traffic_share)}</span>
        </td>
        <td className="py-1.5 pr-3 max-md:hidden"><ReasonChips reasons={row.reasons} /></td>
        <td className="py-1.5 pr-3 max-xl:hidden">
          <span className="cut block" title={row.service}>{row.service}</span>
          <span className="mono cut block text-xs text-fg3" title={row.top_path}>{row.top_path}</span>
        </td>
        <td className="py-1.5 pr-4 text-right whitespace-nowrap max-md:hidden">
          <span className="inline-flex items-center gap-1.5"><RowActions row={row} state={state} acts={acts} /></span>
        </td>
      </tr>
      {open && <OpenRow row={row} state={state} acts={acts} />}
    </>
  );
});

function OpenRow({ row, state, acts }: { row: AnomalousSource; state: RowState; acts: Acts }) {
  const [medium, wide] = [useAtLeast(768), useAtLeast(1280)];
  return (
    <tr className="bg-hover">
      <td colSpan={wide ? 7 : medium ? 5 : 3} className="px-4 pt-1 pb-5 md:pl-12">
        {!medium && <div className="mb-4 flex gap-2"><RowActions row={row} state={state} acts={acts} big /></div>}
        <Suspense><Detail row={row} /></Suspense>
      </td>
    </tr>
  );
}
