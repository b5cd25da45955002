import { useSnapshot } from "@/api/snapshot";
import type { Anomalies } from "@/api/types";
import { cx } from "@/lib/cx";
import { featureName } from "@/lib/feature";
import { useText } from "@/lib/i18n/react";
import { FILL, levelOfScore } from "@/lib/severity";
import { useChangeSearch, useRange, useViewSearch } from "@/lib/view";

// As many as fit beside the chart, which would otherwise grow and shrink with them.
const MOST = 5;
const NOTABLE_RPS = 0.05;

/** Beside the chart: what raised the scores, and what the flagged sources go for. */
export function WhyPanel() {
  return (
    <div className="panel grid min-w-0 content-start gap-5 p-4 max-xl:md:min-h-[212px] max-xl:md:grid-cols-2">
      <Why />
      <Targets />
    </div>
  );
}

function Why() {
  const { t, f } = useText();
  const { service = "" } = useViewSearch();
  const why = useSnapshot({ service, range: useRange() }, (data) => data.why.slice(0, MOST));
  return (
    <section>
      <Heading title={t.why.title} note={t.why.share} />
      {why?.length === 0 && <p className="py-2 text-fg3">{t.why.none}</p>}
      <ul className="grid gap-2">
        {why?.map((reason) => (
          <Line key={reason.feature} label={featureName(reason.feature, t, f)} share={reason.share} value={f.percent(reason.share)} />
        ))}
      </ul>
    </section>
  );
}

interface Target {
  service: string;
  path: string;
  rps: number;
  score: number;
}

/** The paths that flagged sources ask for most, by their requests per second. */
export function targetsOf(sources: Anomalies["sources"]): Target[] {
  const found = new Map<string, Target>();
  for (const { service, top_path, rps, score } of sources) {
    const key = `${service}\n${top_path}`;
    const before = found.get(key);
    found.set(key, { service, path: top_path, rps: rps + (before?.rps ?? 0), score: Math.max(score, before?.score ?? 0) });
  }
  return [...found.values()].filter((target) => target.rps >= NOTABLE_RPS).toSorted((a, b) => b.rps - a.rps || b.score - a.score).slice(0, MOST);
}

function Targets() {
  const { t, f } = useText();
  const { service = "" } = useViewSearch();
  const change = useChangeSearch();
  const targets = useSnapshot({ service, range: useRange() }, (data) => targetsOf(data.sources));
  const most = Math.max(...(targets ?? []).map((target) => target.rps), 0.001);
  return (
    <section className="border-line max-xl:max-md:border-t max-xl:max-md:pt-4 xl:border-t xl:pt-4">
      <Heading title={t.why.targets} note={t.why.targetsNote} />
      {targets?.length === 0 && <p className="py-2 text-fg3">{t.why.noTargets}</p>}
      <ul className="grid gap-1">
        {targets?.map(({ service: name, path, rps, score }) => (
          <li key={`${name}\n${path}`}>
            <button type="button" title={`${name}${path}`} onClick={() => change({ q: path || `service:${name}` })} className="-mx-1.5 grid w-[calc(100%+12px)] grid-cols-[minmax(0,1fr)_auto] gap-x-3 rounded-[7px] px-1.5 py-1 text-left hover:bg-hover">
              <span className="cut"><span className="text-fg2">{name}</span><span className="mono">{path}</span></span>
              <span className="num">{f.amount(rps)}</span>
              <Bar share={rps / most} color={FILL[levelOfScore(score)]} className="col-span-2 mt-1 h-[3px]!" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Heading({ title, note }: { title: string; note: string }) {
  return (
    <header className="mb-2.5 flex items-baseline justify-between gap-3">
      <h2 className="text-md font-semibold">{title}</h2>
      <span className="cut text-xs text-fg3" title={note}>{note}</span>
    </header>
  );
}

function Line({ label, share, value }: { label: string; share: number; value: string }) {
  return (
    <li className="grid grid-cols-[minmax(0,11rem)_minmax(2rem,1fr)_2.75rem] items-center gap-2">
      <span className="cut" title={label}>{label}</span>
      <Bar share={share} color="var(--fg-3)" />
      <span className="num text-right">{value}</span>
    </li>
  );
}

function Bar({ share, color, className }: { share: number; color: string; className?: string }) {
  return (
    <span aria-hidden="true" className={cx("h-[5px] overflow-hidden rounded-full bg-active", className)}>
      <i className="block h-full rounded-full" style={{ width: `${Math.min(1, share) * 100}%`, background: color }} />
    </span>
  );
}
