import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Radio, SearchX } from "lucide-react";
import { useMemo } from "react";

import type { Asked } from "@/api/address";
import { useLines } from "@/api/lines/use-lines";
import { ApiError } from "@/api/problem";
import type { LogLine } from "@/api/types";
import { Button } from "@/components/button";
import { Empty } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { instantText } from "@/lib/instant";
import { placeText } from "@/lib/line-place";
import { zoomed } from "@/lib/range";
import { tokensOf, withoutToken } from "@/lib/token-filter";
import { useChangeSearch, useRange, useSetRange } from "@/lib/view";

import { RequestList } from "./list";
import { countQuery, logsQuery, type Summary, totalOf } from "./requests";
import { useText } from "./text/use";

const NEWEST = 2000;
const MOST_DROPPED = 6;

/** Each request that is found: the newest of a range, or as they come. */
export function Found({ q, summary, failed }: { q: string; summary: Summary | undefined; failed: unknown }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const range = useRange();
  const live = range.kind === "live";
  // What is asked for counts from now, and now is when something else is asked for.
  const asked = useMemo((): Asked => {
    if (range.kind === "live") return { q, follow: true, tail: NEWEST, since: instantText(nowSeconds() - range.seconds) };
    return { q, tail: NEWEST, since: instantText(range.from), until: instantText(range.to) };
  }, [q, range]);
  const lines = useLines("requests", asked);
  const { shown, state } = lines;
  const said = { opening: t.requests.opening, open: live ? t.requests.following : t.requests.reading, lost: t.requests.lost, ended: t.requests.ended, refused: t.requests.refused }[state.phase];
  const bad = state.phase === "lost" || state.phase === "refused";
  const why = state.error instanceof ApiError && state.error.status ? state.error.message : "";
  const requests = shown.rows.filter((row) => row.kind === "line").length;
  const cut = !live && summary !== undefined && totalOf(summary) > requests && requests >= NEWEST;
  const nothing = requests === 0 && state.phase !== "opening" && summary !== undefined;
  return (
    <section className="panel flex h-[max(420px,calc(100dvh-360px))] min-w-0 flex-col overflow-hidden max-md:h-[70dvh]" aria-label={t.requests.list}>
      <p className={cx("num flex min-h-8 items-center gap-x-3 px-4 py-1 text-xs", (why || cut) && "flex-wrap", bad ? "bg-warnsoft text-warnink" : "text-fg3")}>
        <Radio size={13} aria-hidden="true" className={cx(state.phase === "open" && live && "text-okink")} />
        <span className={cx("min-w-0", why ? "break-words" : "cut")} role="status">{said} {why}</span>
        <span className="flex-1" />
        <span className="shrink-0">{t.requests.shown(requests)}{cut && ` · ${t.requests.newest(f.integer(NEWEST))}`}{shown.dropped > 0 && ` · ${t.requests.dropped(f.amount(shown.dropped))}`}</span>
      </p>
      {nothing ? <Nothing q={q} failed={failed} /> : <RequestList key={JSON.stringify(asked)} lines={lines} onOpen={(line: LogLine) => change({ line: placeText(line) })} />}
    </section>
  );
}

/** Why there is nothing, and what would find something. */
function Nothing({ q, failed }: { q: string; failed: unknown }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const range = useRange();
  const setRange = useSetRange();
  const { data: logs } = useQuery(logsQuery);
  const tokens = tokensOf(q).slice(0, MOST_DROPPED);
  const counts = useQueries({ queries: (failed ? [] : tokens).map(({ text }) => countQuery(withoutToken(q, text), range)) });
  if (logs?.length === 0) {
    return (
      <Empty icon={<SearchX size={18} />} title={t.requests.noLogs} lead={t.requests.noLogsLead}>
        <Button kind="primary" onClick={() => change({ origin: "evidence" })}>{t.requests.toEvidence}</Button>
        <Link to="/nodes" className="ctl border border-line2 hover:bg-hover">{t.requests.toNodes}</Link>
      </Empty>
    );
  }
  const now = nowSeconds();
  const wider = zoomed(zoomed(range, true, now), true, now);
  const span = wider.kind === "live" ? wider.seconds : wider.to - wider.from;
  return (
    <div className="flex-1 overflow-y-auto border-t border-line">
      <Empty icon={<SearchX size={18} />} title={q ? t.requests.nothing : t.requests.quiet} lead={q ? t.requests.nothingLead : ""} />
      <div className="flex flex-wrap justify-center gap-2 px-4 pb-8">
        <Button onClick={() => setRange(wider)}>{t.requests.wider(f.span(span))}</Button>
        {tokens.map(({ text }, i) => {
          const found = counts[i]?.data;
          return found === undefined || found === 0 ? null : <Button key={text} onClick={() => change({ q: withoutToken(q, text) || undefined })}><span className="cut max-w-72">{t.requests.dropFilter(text, f.amount(found))}</span></Button>;
        })}
        {q && <Button kind="ghost" onClick={() => change({ q: undefined })}>{t.requests.clear}</Button>}
      </div>
    </div>
  );
}
