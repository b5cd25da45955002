import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ShieldCheck, TriangleAlert, Users } from "lucide-react";

import type { SourceMap } from "@/api/types";
import { Answer } from "@/components/answer";
import { Button } from "@/components/button";
import { FrameWaiting } from "@/components/verdict-frame";
import { countryName } from "@/lib/country";
import { withToken } from "@/lib/token-filter";
import { useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { useWanted } from "./list";
import { MapPanel } from "./map-panel";
import { Networks } from "./networks";
import { isNow, listQuery, mapQuery } from "./requests";
import { useText } from "./text/use";

/** The answer first, then where everybody comes from. */
export function Overview() {
  const { service = "" } = useViewSearch();
  const range = useRange();
  const map = useQuery(mapQuery(service, range));
  return (
    <>
      <Verdict map={map.data} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 lg:grid-cols-[minmax(0,5fr)_minmax(0,2fr)]">
        <MapPanel map={map.data} error={map.error} onRetry={() => void map.refetch()} />
        <Networks map={map.data} />
      </div>
    </>
  );
}

function Verdict({ map }: { map: SourceMap | undefined }) {
  const { t, f, lang } = useText();
  const { q = "" } = useViewSearch();
  const change = useChangeSearch();
  const wanted = useWanted();
  // What the list asks for, or the same without a filter: one request where nothing is filtered.
  const { data } = useInfiniteQuery({ ...listQuery({ ...wanted, q: "" }), select: ({ pages }) => pages[0]?.sums });
  if (!data) return <FrameWaiting />;
  const now = isNow(wanted.range);
  const { sources, anomalous, held, loose, rps } = data;
  const worst = worstPlace(map);
  const lead = [
    ...(anomalous > 0 ? [t.who.verdict.some(anomalous, sources, !now)] : []),
    held > 0 ? t.who.verdict.held(held) : t.who.verdict.heldNone,
    ...(now ? [t.who.verdict.rps(f.amount(rps))] : []),
    ...(anomalous > 0 && worst ? [t.who.verdict.from(countryName(worst.country, lang), f.percent(worst.share))] : []),
  ].join(" · ");
  if (sources === 0) return <Answer tone="off" icon={<Users size={19} />} title={t.who.verdict.none} lead={t.who.noneLead} />;
  if (anomalous === 0) return <Answer tone="ok" icon={<ShieldCheck size={19} />} title={now ? t.who.verdict.quiet(sources) : t.who.verdict.past(sources)} lead={lead} />;
  const only = withToken(q, "state", "anomalous");
  const [tone, title] = loose > 0 ? (["bad", t.who.verdict.loose(loose)] as const) : held > 0 ? (["warn", t.who.verdict.contained] as const) : (["ok", now ? t.who.verdict.left : t.who.verdict.past(sources)] as const);
  return (
    <Answer
      tone={tone} icon={tone === "ok" ? <ShieldCheck size={19} /> : <TriangleAlert size={19} />} title={title} lead={lead}
      actions={only !== q && <Button onClick={() => change({ q: only })}>{t.who.verdict.show}</Button>}
    />
  );
}

/** The country that most of what is anomalous comes from. */
function worstPlace(map: SourceMap | undefined): { country: string; share: number } | null {
  const all = map?.countries.reduce((sum, each) => sum + each.anomalous_rps, 0) ?? 0;
  const worst = map?.countries.filter(({ country }) => country).toSorted((a, b) => b.anomalous_rps - a.anomalous_rps)[0];
  return worst && worst.anomalous_rps > 0 ? { country: worst.country, share: worst.anomalous_rps / all } : null;
}
