import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { unwrap } from "@/api/problem";
import { api } from "@/api/client";
import type { Asked } from "@/api/address";
import type { LogHistogram } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { instantText } from "@/lib/instant";
import { bounds } from "@/lib/range";
import { useChangeSearch, useRange, useSetRange, useViewSearch } from "@/lib/view";

import { LEVELS, levelName, stepOf } from "./filter";
import { useText } from "./text/use";

const BARS = 60;
const PACE_MILLISECONDS = 10_000;
const FILL: Record<string, string> = { fatal: "var(--sev4)", error: "var(--bad)", warning: "var(--warn)", info: "var(--s1)", debug: "var(--off)", trace: "var(--off)", "": "var(--line-2)" };

/** How many lines of which level there were, over the range; a level is a filter, and a bar is a range. */
export function Levels({ sources, filter }: { sources: readonly string[]; filter: Asked }) {
  const { t, f } = useText();
  const { level = [] } = useViewSearch();
  const change = useChangeSearch();
  const { level: _, ...unlevelled } = filter;
  const { data } = useHistogram(sources, unlevelled);
  const totals = useMemo(() => totalsOf(data), [data]);
  const toggle = (name: string) => {
    const next = level.includes(name) ? level.filter((each) => each !== name) : [...level, name];
    change({ level: next.length > 0 ? next : undefined });
  };
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2 border-t border-line px-4 py-2">
      <div role="group" aria-label={t.logs.levels} className="flex flex-wrap gap-1">
        {LEVELS.map((each) => {
          const name = levelName(each);
          const chosen = level.includes(name);
          return (
            <button key={name} type="button" aria-pressed={chosen} onClick={() => toggle(name)} className={cx("num inline-flex h-7 items-center gap-1.5 rounded-chip border px-2 text-xs hover:bg-hover", chosen ? "border-accent bg-accentsoft" : "border-line2", level.length > 0 && !chosen && "text-fg3")}>
              <i aria-hidden="true" className="size-2 rounded-[2px]" style={{ background: FILL[each] }} />{t.logs.levelNames[name as keyof typeof t.logs.levelNames]}
              {data && <span className="text-fg3">{f.amount(totals.get(each) ?? 0)}</span>}
            </button>
          );
        })}
      </div>
      <Bars histogram={data} level={level} />
    </div>
  );
}

function useHistogram(sources: readonly string[], filter: Asked) {
  const range = useRange();
  return useQuery({
    queryKey: ["logs", "histogram", sources, filter, range],
    queryFn: async ({ signal }) => {
      const { from, to } = bounds(range, nowSeconds());
      const step = stepOf(to - from, BARS);
      const query = { ...filter, source: [...sources], since: instantText(Math.floor(from / step) * step), until: instantText(to), step_seconds: step };
      const histogram = await unwrap(api.GET("/api/v1/logs/histogram", { params: { query: query as never }, signal }));
      return { ...histogram, from: Math.floor(from / step) * step, to };
    },
    refetchInterval: range.kind === "live" ? PACE_MILLISECONDS : false,
    retry: false,
  });
}

type Spanned = LogHistogram & { from: number; to: number };

function totalsOf(histogram: Spanned | undefined): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const { levels } of histogram?.steps ?? []) for (const [level, lines] of Object.entries(levels)) totals.set(level, (totals.get(level) ?? 0) + lines);
  return totals;
}

function Bars({ histogram, level }: { histogram: Spanned | undefined; level: readonly string[] }) {
  const { t, f } = useText();
  const setRange = useSetRange();
  if (!histogram) return <span className="h-9 flex-1" />;
  const { steps, step_seconds: step, from, to } = histogram;
  const shown = LEVELS.filter((each) => level.length === 0 || level.includes(levelName(each)));
  const most = Math.max(1, ...steps.map(({ levels }) => shown.reduce((sum, each) => sum + (levels[each] ?? 0), 0)));
  const all = steps.reduce((sum, { levels }) => sum + shown.reduce((part, each) => part + (levels[each] ?? 0), 0), 0);
  const wide = Math.max(step, to - from);
  return (
    <div className="relative h-9 min-w-40 flex-1 border-b border-line2">
      <p className="sr-only">{t.logs.volume(f.integer(all), f.moment(from), f.moment(to))}</p>
      {steps.map(({ at, levels }) => {
        const told = `${f.moment(at)}: ${shown.filter((each) => levels[each]).map((each) => `${t.logs.levelNames[levelName(each) as keyof typeof t.logs.levelNames]} ${f.integer(levels[each] ?? 0)}`).join(", ")}`;
        return (
          <button
            key={at}
            type="button"
            tabIndex={-1}
            aria-hidden="true"
            title={told}
            onClick={() => setRange({ kind: "fixed", from: Math.floor(at), to: Math.ceil(at + Math.max(step, 10)) })}
            className="absolute bottom-0 flex h-full flex-col justify-end px-px hover:bg-hover"
            style={{ left: `${Math.max(0, ((at - from) / wide) * 100)}%`, width: `${(step / wide) * 100}%` }}
          >
            {shown.toReversed().map((each) => levels[each] ? <i key={each} className="block w-full" style={{ height: `max(1px, ${(levels[each] / most) * 34}px)`, background: FILL[each] }} /> : null).toReversed()}
          </button>
        );
      })}
    </div>
  );
}
