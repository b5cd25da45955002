import { useRef, useState } from "react";
import { whyNot } from "@/api/failed";

import { Button } from "@/components/button";
import { WhyMissing } from "@/components/missing/why-missing";
import { Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useChangeSearch, useSetRange, useViewSearch } from "@/lib/view";

import { has, toggled } from "./filter";
import { type Summary, totalOf } from "./requests";
import { CLASSES, FILL, type StatusClass, tokenOfClass } from "./steps";
import { useText } from "./text/use";

const HEIGHT = 84;

/** How many there were over time, in words and as bars: a class is a filter, and a stretch that is dragged is a range. */
export function Volume({ summary, settled, error, onPatient }: { summary: Summary | undefined; settled: boolean; error: unknown; onPatient: () => void }) {
  const { t } = useText();
  if (!summary && error) return <p role="alert" className="panel px-4 py-3 text-badink">{whyNot(error, t)}</p>;
  if (summary) return <Counted summary={summary} settled={settled} onPatient={onPatient} />;
  return (
    <div className="relative">
      {/* The room of what is counted is that itself, out of sight. */}
      <div inert className="invisible"><Counted summary={NOTHING} settled onPatient={onPatient} /></div>
      <section className="panel absolute inset-0 p-4"><Skeleton className="h-full" /><p role="status" className="late absolute inset-0 grid place-items-center text-fg2">{t.requests.counting}</p></section>
    </div>
  );
}

const NOTHING = { steps: [], step_seconds: 1, counted_from: null, skipped: [], from: 0, to: 1 } satisfies Shown;
type Shown = Pick<Summary, "steps" | "step_seconds" | "counted_from" | "skipped" | "from" | "to">;

function Counted({ summary, settled, onPatient }: { summary: Shown; settled: boolean; onPatient: () => void }) {
  const { t, f } = useText();
  const from = summary.counted_from ?? summary.from;
  const all = totalOf(summary);
  const missing = summary.skipped.filter(({ why }) => why);
  return (
    <section className={cx("panel min-w-0", !settled && "text-fg2 [&>:not(:first-child)]:opacity-60")} aria-label={t.requests.chart} aria-busy={!settled}>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 pt-3">
        <p className="num text-lg font-semibold tracking-[-.01em]">{t.requests.found(f.amount(all), all)}</p>
        <p className="num min-w-0 flex-1 text-fg2">{settled ? t.requests.rate(f.amount(all / Math.max(1, summary.to - from))) : <span role="status">{t.requests.counting}</span>}</p>
        <Classes summary={summary} all={all} />
      </div>
      <Bars summary={summary} />
      {summary.counted_from !== null && (
        <p className="num flex flex-wrap items-center gap-3 border-t border-line bg-warnsoft px-4 py-1.5 text-xs text-warnink">{t.requests.countedFrom(f.moment(summary.counted_from))}<Button size="small" onClick={onPatient}>{t.requests.countLonger}</Button></p>
      )}
      {missing.length > 0 && <p className="border-t border-line bg-warnsoft px-4 py-1.5 text-xs break-words text-warnink">{missing.map((each, i) => <span key={each.source}>{i > 0 && "; "}{t.requests.skipped(each.source.replace(/\/$/, ""), each.lines)}: <WhyMissing skipped={each} /></span>)}</p>}
    </section>
  );
}

function Classes({ summary, all }: { summary: Shown; all: number }) {
  const { t, f } = useText();
  const { q = "" } = useViewSearch();
  const change = useChangeSearch();
  const counts = new Map(CLASSES.map((name) => [name, summary.steps.reduce((sum, { classes }) => sum + (classes[name] ?? 0), 0)]));
  return (
    <ul className="flex min-h-7 flex-wrap gap-1 max-md:w-full max-md:flex-nowrap max-md:overflow-x-auto pointer-coarse:min-h-11">
      {CLASSES.map((name) => {
        const token = tokenOfClass(name);
        const chosen = token !== null && has(q, ...token);
        if (!counts.get(name) && !chosen) return null;
        return (
          <li key={name} className="shrink-0 whitespace-nowrap">
            <button type="button" aria-pressed={chosen} disabled={token === null} onClick={() => token && change({ q: toggled(q, ...token) || undefined })} title={t.requests.classes[name]} className={cx("num inline-flex h-7 shrink-0 items-center gap-1.5 rounded-chip border px-2 text-xs enabled:hover:bg-hover pointer-coarse:h-11", chosen ? "border-accent bg-accentsoft" : "border-line2")}>
              <i aria-hidden="true" className="size-2 rounded-[2px]" style={{ background: FILL[name] }} />{name.endsWith("x") ? name : t.requests.classes[name]} <b className="font-semibold">{f.amount(counts.get(name) ?? 0)}</b>
              <span className="text-fg3">{all > 0 ? f.percent((counts.get(name) ?? 0) / all) : ""}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Bars({ summary }: { summary: Shown }) {
  const { t, f } = useText();
  const setRange = useSetRange();
  const frame = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const { steps, step_seconds: step, from, to, counted_from: since } = summary;
  const wide = Math.max(step, Math.ceil((to - from) / step) * step);
  const most = Math.max(1, ...steps.map(({ classes }) => Object.values(classes).reduce((sum, each) => sum + each, 0)));
  const place = (at: number) => `${Math.max(0, Math.min(100, ((at - from) / wide) * 100))}%`;
  const instantAt = (x: number) => {
    const box = frame.current?.getBoundingClientRect();
    return box ? from + Math.max(0, Math.min(1, (x - box.left) / box.width)) * wide : from;
  };
  const dropped = () => {
    if (!drag) return;
    const [a, b] = [Math.min(...drag), Math.max(...drag)];
    setDrag(null);
    // A press without a drag is the bar under it.
    const narrow = b - a < wide / 200;
    const begin = Math.floor(a / step) * step;
    setRange({ kind: "fixed", from: Math.floor(narrow ? begin : a), to: Math.ceil(Math.max(narrow ? begin + step : b, (narrow ? begin : a) + 10)) });
  };
  return (
    <div className="px-4 pt-2 pb-2">
      <p className="sr-only">{t.requests.volume(f.integer(totalOf(summary)), f.moment(from), f.moment(to))}</p>
      <div
        ref={frame}
        aria-hidden="true"
        className="relative cursor-crosshair touch-pan-y border-b border-line2"
        style={{ height: HEIGHT }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([instantAt(event.clientX), instantAt(event.clientX)]);
        }}
        onPointerMove={(event) => drag && setDrag([drag[0], instantAt(event.clientX)])}
        onPointerUp={dropped}
        onPointerCancel={() => setDrag(null)}
      >
        {since !== null && <i className="absolute inset-y-0 left-0 bg-[repeating-linear-gradient(135deg,var(--line)_0_4px,transparent_4px_9px)]" style={{ width: place(since) }} />}
        {steps.map(({ at, classes }) => (
          <span key={at} title={told(at, classes)} className="absolute bottom-0 flex h-full flex-col justify-end px-[.5px] hover:bg-hover" style={{ left: place(at), width: `${(step / wide) * 100}%` }}>
            {CLASSES.toReversed().map((name) => (classes[name] ? <i key={name} className="block w-full first:rounded-t-[1.5px]" style={{ height: `max(1px, ${((classes[name] ?? 0) / most) * (HEIGHT - 6)}px)`, background: FILL[name] }} /> : null))}
          </span>
        ))}
        {drag && <i className="absolute inset-y-0 border-x border-accent bg-accentsoft" style={{ left: place(Math.min(...drag)), width: `${(Math.abs(drag[1] - drag[0]) / wide) * 100}%` }} />}
      </div>
      <p aria-hidden="true" className="num mt-1 flex justify-between text-xs text-fg3"><span>{f.moment(from)}</span><span>{f.integer(most)} / {f.span(step)}</span><span>{f.moment(to)}</span></p>
    </div>
  );

  function told(at: number, classes: Readonly<Record<string, number>>): string {
    const parts = CLASSES.filter((name) => classes[name]).map((name: StatusClass) => `${t.requests.classes[name]} ${f.integer(classes[name] ?? 0)}`);
    return `${f.moment(at)}: ${parts.join(", ")}`;
  }
}
