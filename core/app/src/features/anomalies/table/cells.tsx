import { pending } from "@/api/acts";
import type { AnomalousSource } from "@/api/types";
import type { SourceActs } from "@/api/use-source-acts";
import { Ago } from "@/components/age";
import { Bars } from "@/components/severity";
import { Spark } from "@/components/spark";
import { countryName } from "@/lib/country";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { FILL, INK, levelOfScore } from "@/lib/severity";
import { useStorePart } from "@/lib/store";

import { RowActions, type RowState, stateOf } from "./actions";
import { ReasonChips } from "./reasons";

const useRowState = (row: AnomalousSource): RowState => useStorePart(pending, (all) => stateOf(row, all.get(row.source)));

export function ScoreCell({ row }: { row: AnomalousSource }) {
  const { f } = useText();
  const level = levelOfScore(row.score);
  return <span className="flex items-center gap-2"><Bars level={level} /><b className={cx("font-semibold", INK[level])}>{f.score(row.score)}</b></span>;
}

/** Who it is: the address, then where it is or, where nobody knows, since when it is seen. What was decided calms it. */
export function SourceCell({ row }: { row: AnomalousSource }) {
  const { t } = useText();
  const calm = useRowState(row) !== "open";
  return (
    <>
      <span className={cx("mono block cut", calm && "text-fg2")} title={row.source}>{row.source}</span>
      <span className="flex min-w-0 items-center gap-1.5 text-xs text-fg3">
        {row.decision?.simulated && <span title={t.sources.simulatedHelp} className="shrink-0 rounded-chip border border-dashed border-line2 px-1">{t.sources.simulated}</span>}
        {row.country || row.asn > 0 ? <Place row={row} /> : <span className="cut">{t.sources.firstSeen} <Ago at={unix(row.first_seen_at)} /></span>}
      </span>
    </>
  );
}

/** Country and network, each a value to look for. */
function Place({ row: { country, asn, asn_name } }: { row: AnomalousSource }) {
  const { lang } = useText();
  return (
    <>
      {country && <span data-name="country" data-value={country} title={countryName(country, lang)} className="shrink-0 rounded-[4px] border border-line2 px-1 font-mono text-2xs">{country}</span>}
      {asn > 0 && <span data-name="asn" data-value={`AS${asn}`} title={`AS${asn} ${asn_name}`} className="cut min-w-0">{asn_name || `AS${asn}`}</span>}
    </>
  );
}

export function SparkCell({ row }: { row: AnomalousSource }) {
  const calm = useRowState(row) !== "open";
  return <Spark values={row.spark} color={calm ? "var(--off)" : FILL[levelOfScore(row.score)]} width={116} height={28} />;
}

export function ActionCell({ row, acts }: { row: AnomalousSource; acts: SourceActs }) {
  return <span className="inline-flex items-center gap-1.5"><RowActions row={row} state={useRowState(row)} acts={acts} /></span>;
}

/** The actions where there is a finger and no room in the row. */
export function BigActions({ row, acts }: { row: AnomalousSource; acts: SourceActs }) {
  return <div className="mb-4 flex gap-2 md:hidden"><RowActions row={row} state={useRowState(row)} acts={acts} big /></div>;
}

/** A row on a phone: how bad, who, why, how much. */
export function PhoneRow({ row }: { row: AnomalousSource }) {
  const { f } = useText();
  const calm = useRowState(row) !== "open";
  return (
    <span className="flex min-w-0 items-start gap-3">
      <ScoreCell row={row} />
      <span className="min-w-0 flex-1">
        <span className={cx("mono cut block", calm && "text-fg2")}>{row.source}</span>
        <span className="mt-1 block"><ReasonChips reasons={row.reasons.slice(0, 2)} most={2} /></span>
      </span>
      <span className="num text-right whitespace-nowrap">{f.amount(row.rps)}<span className="block text-xs text-fg3">{f.percent(row.traffic_share)}</span></span>
    </span>
  );
}
