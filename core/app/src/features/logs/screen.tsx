import { Download, Radio, ScrollText, Search, WrapText } from "lucide-react";
import { lazy, Suspense, useDeferredValue, useMemo, useRef, useState } from "react";

import { tellFailed } from "@/api/failed";
import { ApiError } from "@/api/problem";
import { may, session } from "@/api/session";
import { addressOf, type Asked } from "@/api/address";
import { opened } from "@/api/stream";
import type { LogLine } from "@/api/types";
import { Button } from "@/components/button";
import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { save } from "@/lib/csv";
import { cx } from "@/lib/cx";
import { instantText } from "@/lib/instant";
import { useKeys } from "@/lib/keys";
import { bounds, zoomed } from "@/lib/range";
import { useStore } from "@/lib/store";
import { useChangeSearch, useRange, useSetRange, useViewSearch } from "@/lib/view";

import { filterOf, isAskable, spanOf } from "./filter";
import type { State } from "@/api/lines/reader";
import { Levels } from "./histogram";
import { LogList } from "./list";
import { placeText } from "@/lib/line-place";
import SourcePicker, { SourceList } from "./sources";
import { useText } from "./text/use";
import { type Lines, MOST_LINES, useLines } from "@/api/lines/use-lines";

const LineDrawer = lazy(() => import("./line-drawer"));
const DOWNLOADED = 100_000;
const NO_SOURCES: readonly string[] = [];

/** What programs say, now or then: read where it lies, searched there, and followed as it comes. */
export default function LogsScreen() {
  const { t } = useText();
  const allowed = may(useStore(session), "logs");
  const { source = NO_SOURCES, line } = useViewSearch();
  const change = useChangeSearch();
  if (!allowed) return <Page lead={t.logs.lead}><section className="panel"><Empty icon={<ScrollText size={18} />} title={t.state.needs.logs} lead={t.logs.needsLead} /></section></Page>;
  return (
    <Page lead={t.logs.lead}>
      {source.length === 0 ? (
        <Choosing onRead={(sources) => change({ source: sources })} />
      ) : <Reading sources={source} />}
      {line && <Suspense><LineDrawer key={line} line={line} onClose={() => change({ line: undefined })} /></Suspense>}
    </Page>
  );
}

/** The way in: which logs are to be read. */
function Choosing({ onRead }: { onRead: (sources: readonly string[]) => void }) {
  const { t } = useText();
  const [chosen, setChosen] = useState(NO_SOURCES);
  return (
    <section className="panel min-w-0">
      <div className="flex min-h-14 flex-wrap items-center gap-3 px-4 pt-3">
        <div className="min-w-0 flex-1"><h2 className="text-md font-semibold">{t.logs.choose}</h2><p className="text-fg2">{t.logs.chooseLead}</p></div>
        <Button kind="primary" disabled={chosen.length === 0} onClick={() => onRead(chosen)}>{chosen.length === 0 ? t.logs.read : `${t.logs.read}: ${t.logs.sources(chosen.length)}`}</Button>
      </div>
      <SourceList chosen={chosen} onChoose={setChosen} onRead={(source) => onRead([source])} />
    </section>
  );
}

function Reading({ sources }: { sources: readonly string[] }) {
  const { t } = useText();
  const search = useViewSearch();
  const change = useChangeSearch();
  const range = useRange();
  const { q, how, level, wrap = false, bare = false } = search;
  const filter = useDeferredValue(useMemo(() => filterOf({ q, how, level }), [q, how, level]));
  const askable = isAskable(search);
  // What is asked for counts from now, and now is when something else is asked for.
  const asked = useMemo((): Asked | null => (askable ? { source: sources, ...filter, ...spanOf(range, nowSeconds(), MOST_LINES) } : null), [askable, sources, filter, range]);
  const lines = useLines("logs", asked);
  const open = (line: LogLine) => change({ line: placeText(line) });
  return (
    <section className="panel flex h-[max(420px,calc(100dvh-150px))] min-w-0 flex-col overflow-hidden max-md:h-[calc(100dvh-190px)]">
      <Toolbar sources={sources} filter={filter} shown={lines.shown.rows.length} />
      <Levels sources={sources} filter={filter} />
      <StatusLine lines={lines} askable={askable} />
      {lines.shown.rows.length === 0 && lines.state.phase !== "opening" ? <Nothing state={lines.state} /> : <LogList key={JSON.stringify(asked)} lines={lines} look={{ wrap, bare, named: sources.length > 1 }} onOpen={open} />}
      <span className="sr-only" role="status">{lines.state.phase === "lost" && t.logs.lost}</span>
    </section>
  );
}

function Toolbar({ sources, filter, shown }: { sources: readonly string[]; filter: Asked; shown: number }) {
  const { t } = useText();
  const change = useChangeSearch();
  const range = useRange();
  const { q = "", how, wrap = false, bare = false } = useViewSearch();
  const field = useRef<HTMLInputElement>(null);
  useKeys({ Slash: () => field.current?.focus() });
  const [picking, setPicking] = useState(false);
  const [saving, setSaving] = useState(false);
  const download = async () => {
    setSaving(true);
    try {
      const { from, to } = bounds(range, nowSeconds());
      const response = await opened(addressOf("logs/download", { ...filter, source: sources, since: instantText(from), until: instantText(to), tail: 0, limit: DOWNLOADED }), {});
      save(`dozor-logs-${instantText(to).slice(0, 19).replaceAll(":", "")}.txt`, await response.blob());
    } catch (error) {
      tellFailed(error, t);
    }
    setSaving(false);
  };
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2.5">
      <Button onClick={() => setPicking(true)}><ScrollText size={15} aria-hidden="true" />{t.logs.sources(sources.length)}</Button>
      <label className="relative min-w-52 flex-1">
        <Search size={14} aria-hidden="true" className="pointer-events-none absolute top-[10px] left-2.5 text-fg3" />
        <input ref={field} type="search" className="field mono pl-8!" aria-label={t.logs.search} placeholder={t.logs.searchHelp[how ?? "text"]} spellCheck={false} value={q} onChange={(event) => change({ q: event.target.value || undefined }, true)} />
      </label>
      <Segmented label={t.logs.how} value={how ?? "text"} options={(["text", "regex", "field"] as const).map((value) => ({ value, label: t.logs.hows[value] }))} onChange={(value) => change({ how: value === "text" ? undefined : value })} />
      <Button kind="ghost" aria-pressed={wrap} className={cx(wrap && "bg-accentsoft text-fg")} onClick={() => change({ wrap: wrap ? undefined : true }, true)}><WrapText size={15} aria-hidden="true" />{t.logs.wrap}</Button>
      <Button kind="ghost" aria-pressed={!bare} className={cx(!bare && "bg-accentsoft text-fg")} onClick={() => change({ bare: bare ? undefined : true }, true)}>{t.logs.times}</Button>
      <Button disabled={saving || shown === 0} onClick={() => void download()}><Download size={15} aria-hidden="true" />{t.logs.download}</Button>
      {picking && <SourcePicker chosen={sources} onChoose={(next) => change({ source: next }, true)} onClose={() => setPicking(false)} />}
    </div>
  );
}

function StatusLine({ lines: { shown, state }, askable }: { lines: Lines; askable: boolean }) {
  const { t, f } = useText();
  const live = useRange().kind === "live";
  const said = { opening: t.logs.opening, open: live ? t.logs.following : t.logs.reading, lost: t.logs.lost, ended: t.logs.ended, refused: t.logs.refused }[state.phase];
  const bad = state.phase === "lost" || state.phase === "refused" || !askable;
  const why = state.error instanceof ApiError && state.error.status ? state.error.message : "";
  return (
    <p className={cx("num flex min-h-7 flex-wrap items-center gap-x-3 border-t border-line px-4 py-1 text-xs", bad ? "bg-warnsoft text-warnink" : "text-fg3")}>
      <Radio size={13} aria-hidden="true" className={cx(state.phase === "open" && live && "text-okink")} />
      <span className="min-w-0 break-words">{askable ? said : t.logs.badField} {why}</span>
      <span className="flex-1" />
      <span>{t.logs.count(shown.rows.length)}{shown.dropped > 0 && ` · ${t.logs.dropped(f.amount(shown.dropped))}`}</span>
    </p>
  );
}

function Nothing({ state }: { state: State }) {
  const { t } = useText();
  const { q, level } = useViewSearch();
  const change = useChangeSearch();
  const range = useRange();
  const setRange = useSetRange();
  if (state.phase === "refused" || state.phase === "lost") return <div className="flex-1" />;
  const filtered = q !== undefined || level !== undefined;
  return (
    <div className="flex-1 border-t border-line">
      <Empty icon={<ScrollText size={18} />} title={filtered ? t.logs.noMatch : t.logs.silent} lead={range.kind === "live" ? t.logs.silentLead : ""}>
        <Button onClick={() => setRange(zoomed(zoomed(range, true, nowSeconds()), true, nowSeconds()))}>{t.logs.wider}</Button>
        {filtered && <Button onClick={() => change({ q: undefined, level: undefined })}>{t.sources.clear}</Button>}
      </Empty>
    </div>
  );
}
