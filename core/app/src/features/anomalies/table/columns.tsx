import type { AnomalousSource } from "@/api/types";
import type { SourceActs } from "@/api/use-source-acts";
import type { Column } from "@/components/data-table/columns";
import { countryName } from "@/lib/country";
import { featureName } from "@/lib/feature";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";
import type { Lang } from "@/lib/prefs";

import type { Texts } from "../text/use";
import { ActionCell, ScoreCell, SourceCell, SparkCell } from "./cells";
import { stateName } from "./fields";
import { ReasonChips } from "./reasons";

/** What the table of flagged sources shows: what is needed to decide, and more for who chooses it. */
export function columnsOf(acts: SourceActs, t: Texts, f: Formats, lang: Lang): readonly Column<AnomalousSource>[] {
  const moment = (at: string) => f.moment(unix(at));
  return [
    { id: "score", head: t.sources.score, width: "96px", fixed: true, sort: "descending", value: (row) => row.score, render: (row) => <ScoreCell row={row} /> },
    { id: "source", head: t.sources.source, width: "19%", lead: true, sort: "ascending", token: "source", value: (row) => row.source, render: (row) => <SourceCell row={row} /> },
    { id: "recent", head: t.sources.spark, width: "132px", from: "xl", render: (row) => <SparkCell row={row} /> },
    { id: "rps", head: t.sources.rps, width: "80px", align: "right", sort: "descending", value: (row) => row.rps, render: (row) => <>{f.amount(row.rps)}<span className="block text-xs text-fg3">{f.percent(row.traffic_share)}</span></> },
    { id: "why", head: t.sources.why, from: "md", className: "overflow-hidden", value: (row) => row.reasons.map(({ feature }) => featureName(feature, t, f)).join(", "), render: (row) => <ReasonChips reasons={row.reasons} /> },
    { id: "service", head: t.sources.target, width: "12.5%", from: "xl", sort: "ascending", token: "service", value: (row) => row.service, render: (row) => <><span className="cut block" title={row.service}>{row.service}</span><span data-name="path" data-value={row.top_path} className="mono cut block text-xs text-fg3" title={row.top_path}>{row.top_path}</span></> },
    { id: "country", head: t.sources.country, width: "110px", extra: true, sort: "ascending", token: "country", value: (row) => row.country, render: (row) => (row.country ? <span className="cut block">{countryName(row.country, lang)}</span> : "—") },
    { id: "network", head: t.sources.network, width: "150px", extra: true, sort: "ascending", token: "asn", value: (row) => (row.asn ? `AS${row.asn}` : ""), render: (row) => (row.asn ? <span className="cut block" title={row.asn_name}>AS{row.asn} {row.asn_name}</span> : "—") },
    { id: "state", head: t.sources.state, width: "116px", extra: true, sort: "ascending", token: "state", value: stateName, render: (row) => t.sources.states[stateName(row)] },
    { id: "requests", head: t.sources.requests, width: "96px", extra: true, align: "right", sort: "descending", value: (row) => row.requests, render: (row) => f.amount(row.requests) },
    { id: "refused", head: t.sources.refusedCount, width: "96px", extra: true, align: "right", sort: "descending", value: (row) => row.refused, render: (row) => f.amount(row.refused) },
    { id: "first", head: t.sources.firstSeen, width: "140px", extra: true, sort: "descending", value: (row) => row.first_seen_at, render: (row) => moment(row.first_seen_at) },
    { id: "last", head: t.sources.lastSeen, width: "140px", extra: true, sort: "descending", value: (row) => row.last_seen_at, render: (row) => moment(row.last_seen_at) },
    { id: "action", head: t.sources.action, width: "198px", align: "right", from: "md", fixed: true, className: "whitespace-nowrap", render: (row) => <ActionCell row={row} acts={acts} /> },
  ];
}
