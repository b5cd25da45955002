import { Link } from "@tanstack/react-router";

import type { DetectorVersion, Judgement, OneSided, Policy, Study, Trial } from "@/api/types";
import { Ago } from "@/components/age";
import { Spark } from "@/components/spark";
import { cx } from "@/lib/cx";
import { featureName } from "@/lib/feature";
import { unix } from "@/lib/instant";

import { headName } from "./answers";
import { Conditions } from "./conditions";
import { useText } from "./text/use";
import { pointAt, pointOf } from "./thresholds";

interface Side {
  version: DetectorVersion | undefined;
  judgement: Judgement | null;
  warm: boolean;
}

interface About {
  study: Study;
  trial: Trial;
  policy: Policy;
  versions: readonly DetectorVersion[];
}

/** The version in charge beside the one on trial: what differs, and what a promotion takes. */
export function Sides({ study, trial, policy, versions }: About) {
  const { t } = useText();
  const of = (id: string | null) => versions.find((version) => version.id === id);
  const champion = { version: of(trial.champion), judgement: study.champion, warm: trial.champion_warm };
  const challenger = { version: of(trial.challenger), judgement: study.challenger, warm: trial.warm };
  return (
    <section aria-labelledby="sides-title" className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="min-w-0 p-4">
        <h2 id="sides-title" className="mb-2 text-md font-semibold">{t.models.side}</h2>
        <Table champion={champion} challenger={trial.challenger ? challenger : null} limit={policy.thresholds.limit} trial={trial} flagged={study.compared} />
      </div>
      <div className="grid min-w-0 content-start gap-4 border-line p-4 max-xl:border-t xl:border-l">
        <Conditions trial={trial} versions={versions} />
        {study.compared && trial.challenger && <Apart compared={study.compared} />}
      </div>
    </section>
  );
}

function Table({ champion, challenger, limit, trial, flagged }: { champion: Side; challenger: Side | null; limit: number; trial: Trial; flagged: Study["compared"] }) {
  const { t, f } = useText();
  const sides = challenger ? [champion, challenger] : [champion];
  const at = (judgement: Judgement | null) => {
    const point = judgement && pointAt(judgement.points, pointOf(limit));
    return point?.precision == null || point.recall == null ? t.models.needLabels : `${f.percent(point.precision)} / ${f.percent(point.recall)}`;
  };
  const loudest = (judgement: Judgement | null) => {
    const [first] = Object.entries(judgement?.loudest ?? {}).toSorted(([, a], [, b]) => b - a);
    return first && first[1] > 0 ? headName(first[0], t) : "—";
  };
  const flaggedBy = [flagged ? flagged.both + flagged.champion_alone : null, flagged ? flagged.both + flagged.challenger_alone : null];
  const rows: [string, (side: Side, i: number) => React.ReactNode][] = [
    [t.models.made, ({ version }) => version && (version.id === trial.shipped ? t.models.shipped : <><Ago at={unix(version.made_at)} /> <span className="text-fg3">{t.models.madeBy(version.made_by)}</span></>)],
    [t.models.calibrated, ({ warm }) => (warm ? t.models.yes : t.models.no)],
    [t.models.flagged, ({ judgement }, i) => (judgement ? f.integer(flaggedBy[i] ?? Object.values(judgement.loudest).reduce((sum, heads) => sum + heads, 0)) : "—")],
    [t.models.precision, ({ judgement }) => (judgement?.average_precision == null ? t.models.needLabels : f.score(judgement.average_precision))],
    [t.models.atLimit, ({ judgement }) => at(judgement)],
    [t.models.loudest, ({ judgement }) => loudest(judgement)],
    [t.models.cost, ({ judgement }) => (judgement ? t.models.micro(f.decimal(judgement.microseconds, 1)) : "—")],
  ];
  return (
    <div className="relative overflow-x-auto">
      <table className="num w-full border-collapse">
        <thead>
          <tr className="text-left align-bottom">
            <th scope="col"><span className="sr-only">{t.models.measure}</span></th>
            {sides.map(({ version }, i) => (
              <th key={version?.id ?? i} scope="col" className="py-1 pl-3 font-normal">
                <span className={cx("label block", i === 0 && "text-okink!")}>{i === 0 ? t.models.inCharge : t.models.onTrial}</span>
                {version ? <Link to="/models/$id" params={{ id: version.id }} className="block min-h-6 font-semibold break-words hover:text-accent hover:underline">{version.name}</Link> : "—"}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name} className="border-t border-line align-top">
              <th scope="row" className="py-1.5 text-left font-normal text-fg2">{name}</th>
              {sides.map((side, i) => <td key={side.version?.id ?? i} className="py-1.5 pl-3">{of(side, i)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
      {Object.keys(trial.refused_parts).length > 0 && <p className="mt-2 text-xs text-fg3">{t.models.refused(Object.keys(trial.refused_parts).map((name) => (t.models.partNames as Record<string, string>)[name] ?? name).join(", "))}</p>}
      {trial.total && trial.agreement !== null && <TrialHours trial={trial} />}
    </div>
  );
}

/** How often both judged alike, and the trial's hours in small. */
function TrialHours({ trial }: { trial: Trial }) {
  const { t, f } = useText();
  const alike = trial.hours.map((hour) => (hour.entries ? 1 - (hour.champion_flagged + hour.challenger_flagged - 2 * hour.both_flagged) / hour.entries : null));
  return (
    <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-fg2">
      <span>{t.models.agreement} <b className="font-semibold text-fg">{t.models.entries(f.percent(trial.agreement), f.amount(trial.total?.entries))}</b></span>
      {alike.length > 1 && <span title={t.models.hours}><Spark values={alike} color="var(--s1)" width={96} height={20} /></span>}
    </p>
  );
}

/** Whom only one of them flags: a picture of shares, and the worst of them. */
function Apart({ compared }: { compared: NonNullable<Study["compared"]> }) {
  const { t, f } = useText();
  const shares = [[t.models.both, compared.both, "var(--s1)"], [t.models.alone(t.models.champion.toLowerCase()), compared.champion_alone, "var(--s4)"], [t.models.alone(t.models.challenger.toLowerCase()), compared.challenger_alone, "var(--s3)"]] as const;
  const all = Math.max(compared.both + compared.champion_alone + compared.challenger_alone, 1);
  return (
    <div className="grid gap-3">
      <div>
        <span aria-hidden="true" className="mb-2 flex h-2 gap-px overflow-hidden rounded-full bg-active">{shares.map(([name, value, color]) => <i key={name} style={{ width: `${(value / all) * 100}%`, background: color }} />)}</span>
        <ul className="num flex flex-wrap gap-x-4 gap-y-1">
          {shares.map(([name, value, color]) => <li key={name} className="flex items-center gap-1.5 text-fg2"><i aria-hidden="true" className="size-2 rounded-[2px]" style={{ background: color }} />{name} <b className="font-semibold text-fg">{f.integer(value)}</b></li>)}
          <li className="text-fg3">{t.models.neither} {f.integer(compared.neither)}</li>
        </ul>
      </div>
      <Examples title={t.models.examples(t.models.champion.toLowerCase())} examples={compared.champion_examples} />
      <Examples title={t.models.examples(t.models.challenger.toLowerCase())} examples={compared.challenger_examples} />
    </div>
  );
}

function Examples({ title, examples }: { title: string; examples: readonly OneSided[] }) {
  const { t, f } = useText();
  if (examples.length === 0) return null;
  return (
    <section className="min-w-0">
      <h3 className="label mb-1">{title}</h3>
      <ul className="num grid">
        {examples.slice(0, 4).map((each) => (
          <li key={`${each.service} ${each.source}`} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-t border-line py-1.5">
            <Link to="/sources/$source" params={{ source: each.source }} title={t.models.example} className="mono cut min-h-6 hover:text-accent hover:underline">{each.source}</Link>
            <span className="text-right text-fg2" title={t.models.chances(f.amount(1 / each.champion_p), f.amount(1 / each.challenger_p))}>1 : {f.amount(1 / Math.min(each.champion_p, each.challenger_p))}</span>
            <span className="cut col-span-2 text-xs text-fg3">{each.service} · {each.features.map(({ feature }) => featureName(feature, t, f)).join(", ")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
