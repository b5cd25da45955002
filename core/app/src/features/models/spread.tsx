import type { Policy, Study } from "@/api/types";
import { useAtLeast } from "@/lib/media";
import { useViewSearch } from "@/lib/view";

import { Figure } from "./figure";
import { useText } from "./text/use";
import { pointAt, pointOf } from "./thresholds";

const HEIGHT = 240;
const [WIDE, NARROW] = [560, 320]; // texts keep their size
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 12, 10, 30];
type Across = (share: number) => number;
const across = (width: number): Across => (share) => LEFT + share * (width - LEFT - RIGHT);
const useWidth = (): number => (useAtLeast(640) ? WIDE : NARROW);
const y = (share: number): number => HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
const MARKS = [0, 0.25, 0.5, 0.75, 1];
const NUMBERS = "fill-[var(--fg-3)] text-[11px]";

/** How well thresholds tell attacks from visitors, and how scores lie. */
export function Spread({ study, policy }: { study: Study; policy: Policy }) {
  return (
    <section className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] divide-line max-lg:divide-y lg:grid-cols-2 lg:divide-x">
      <Curve study={study} policy={policy} />
      <Distribution study={study} />
    </section>
  );
}

function Grid({ x, below, up }: { x: Across; below: (share: number) => string; up: (share: number) => string }) {
  return (
    <>
      {MARKS.map((share) => (
        <g key={share}>
          <line x1={x(0)} x2={x(1)} y1={y(share)} y2={y(share)} stroke="var(--grid)" />
          <text x={LEFT - 6} y={y(share) + 4} textAnchor="end" className={NUMBERS}>{up(share)}</text>
          <text x={x(share)} y={HEIGHT - 12} textAnchor={share === 1 ? "end" : share === 0 ? "start" : "middle"} className={NUMBERS}>{below(share)}</text>
        </g>
      ))}
    </>
  );
}

function Curve({ study, policy }: { study: Study; policy: Policy }) {
  const { t, f } = useText();
  const { step = "limit", point } = useViewSearch();
  const wide = useWidth();
  const x = across(wide);
  const drawn = [study.champion, study.challenger].flatMap((each, i) => (each ? [{ points: each.points.filter(({ precision, recall }) => precision !== null && recall !== null), color: i === 0 ? "var(--s1)" : "var(--s3)", name: i === 0 ? t.models.champion : t.models.challenger }] : []));
  const [first] = drawn;
  const title = t.models.curve;
  if (!first || first.points.length < 2 || study.attacks === 0 || study.harmless === 0) {
    return <section className="grid min-h-64 content-center justify-items-center gap-1 p-4 text-center"><h2 className="text-md font-semibold">{title}</h2><p className="max-w-[48ch] text-fg2">{t.models.noCurve(study.labels_needed)}</p></section>;
  }
  const at = pointAt(first.points, point ?? pointOf(policy.thresholds[step]));
  const figures = t.models.measured(f.percent(at?.precision), f.percent(at?.recall));
  const percent = (share: number) => f.percent(share);
  return (
    <Figure
      title={title} lead={t.models.curveLead} told={t.models.chartTold(first.points.length, figures)} head={[t.models.p, t.models.curve, t.models.recall]} rows={first.points.map(({ p, precision, recall }) => [p, precision, recall])}
      show={(cell, column) => (column === 0 ? `1 : ${f.amount(1 / Number(cell))}` : f.percent(Number(cell)))}
    >
      <svg viewBox={`0 0 ${wide} ${HEIGHT}`} className="num h-auto w-full">
        <Grid x={x} below={percent} up={percent} />
        {drawn.map(({ points, color, name }) => (
          <g key={name}>
            <polyline fill="none" stroke={color} strokeWidth="1.5" points={points.map(({ precision, recall }) => `${x(recall ?? 0)},${y(precision ?? 0)}`).join(" ")} />
            {points.map(({ p, precision, recall }) => <circle key={p} cx={x(recall ?? 0)} cy={y(precision ?? 0)} r="2.4" fill={color}><title>{`${name}: ${t.models.oneIn(f.amount(1 / p))}`}</title></circle>)}
          </g>
        ))}
        {at && <circle cx={x(at.recall ?? 0)} cy={y(at.precision ?? 0)} r="7" fill="none" stroke="var(--fg)" strokeWidth="2" />}
      </svg>
    </Figure>
  );
}

function Distribution({ study }: { study: Study }) {
  const { t, f } = useText();
  const wide = useWidth();
  const x = across(wide);
  const { champion } = study;
  if (!champion) return null;
  const bins = champion.sampled.map((sampled, i) => ({ from: i / champion.sampled.length, sampled, outstanding: champion.outstanding[i] ?? 0 }));
  const most = Math.max(...bins.map(({ sampled, outstanding }) => sampled + outstanding), 1);
  // What stands at a mark: rounded to whole sources, marks of few would all be 0 or 1.
  const countAt = (share: number): string => {
    const count = Math.expm1(share * Math.log1p(most));
    return count < 10 ? f.decimal(count, 1) : f.amount(Math.round(count));
  };
  const height = (count: number) => (Math.log1p(count) / Math.log1p(most)) * (HEIGHT - TOP - BOTTOM);
  const width = (wide - LEFT - RIGHT) / bins.length;
  const told = `${t.models.sampledSources} ${f.integer(study.sampled_sources)}, ${t.models.outstandingSources} ${f.integer(study.sources - study.sampled_sources)}`;
  return (
    <Figure
      title={t.models.distribution} lead={t.models.distributionLead} told={told} head={[t.models.score, t.models.sampledSources, t.models.outstandingSources]} rows={bins.map(({ from, sampled, outstanding }) => [from, sampled, outstanding])}
      show={(cell, column) => (column === 0 ? f.score(Number(cell)) : f.integer(Number(cell)))}
    >
      <svg viewBox={`0 0 ${wide} ${HEIGHT}`} className="num h-auto w-full">
        <Grid x={x} below={(share) => f.decimal(share, 2)} up={countAt} />
        {bins.map(({ from, sampled, outstanding }) => {
          const [all, low] = [height(sampled + outstanding), height(sampled)];
          const color = from >= 0.5 ? "var(--sev3)" : from >= 0.33 ? "var(--sev2)" : "var(--s1)";
          return (
            <g key={from}>
              <rect x={x(from) + 1} width={width - 2} y={y(0) - all} height={all - low} fill={color}><title>{`${t.models.outstandingSources}: ${f.integer(outstanding)}`}</title></rect>
              <rect x={x(from) + 1} width={width - 2} y={y(0) - low} height={low} fill="var(--off)" opacity="0.7"><title>{`${t.models.sampledSources}: ${f.integer(sampled)}`}</title></rect>
            </g>
          );
        })}
      </svg>
    </Figure>
  );
}
