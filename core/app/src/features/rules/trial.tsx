import { Link } from "@tanstack/react-router";

import type { RuleTrial, RuleTrialExample } from "@/api/types";
import { LineChart } from "@/components/line-chart";
import { headCell } from "@/components/page";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";

import { useText } from "./text/use";
import { conditionWords, numberText } from "./words";

const STANDINGS = ["judged_harmless", "unremarkable", "spared", "agreed", "judged_attack"] as const;
const COLORS: Record<RuleTrialExample["standing"], string> = { judged_harmless: "bg-bad", unremarkable: "bg-warn", spared: "bg-off", agreed: "bg-ok", judged_attack: "bg-ok" };

/** What a simulation came to: the answer, whom it is about, when, and who they are. */
export function Found({ trial }: { trial: RuleTrial }) {
  const { t, f } = useText();
  const { records, sources, standings, notices } = trial;
  if (records === 0) return <div role="status"><p className="font-semibold">{t.rules.nothingKept}</p><p className="text-fg2">{t.rules.nothingKeptLead}</p></div>;
  const doubtful = (standings["judged_harmless"] ?? 0) + (standings["unremarkable"] ?? 0);
  const kept = t.rules.kept(records, f.moment(unix(trial.covered_from_at ?? "")), f.moment(unix(trial.covered_to_at ?? "")));
  return (
    <div className="num grid grid-cols-[minmax(0,1fr)] gap-4">
      <div role="status" className={cx("rounded-ctl px-3 py-2.5", sources === 0 || notices !== null ? "bg-bg" : doubtful > 0 ? "bg-sev2soft" : "bg-oksoft")}>
        <p className="text-md font-semibold">{sources === 0 ? t.rules.nobody : notices === null ? t.rules.would(sources) : t.rules.wouldTell(notices, sources)}</p>
        {notices !== null && trial.hits > notices && <p className="mt-0.5">{t.rules.untold(trial.hits - notices)}</p>}
        {sources > 0 && notices === null && <p className="mt-0.5">{doubtful > 0 ? t.rules.doubt(doubtful, f.percent(doubtful / sources)) : t.rules.trust} {trial.held > 0 && t.rules.held(trial.held)}</p>}
        <p className="mt-1 text-xs text-fg2">{kept} {trial.sampled > 0 && t.rules.sample(trial.sampled_hit, trial.sampled, trial.sampled_one_in)} {!trial.complete && t.rules.incomplete} {trial.more && t.rules.moreSources}</p>
      </div>
      {sources > 0 && <Standings standings={standings} sources={sources} />}
      {sources > 0 && <Hours trial={trial} />}
      {sources > 0 && <Examples trial={trial} />}
    </div>
  );
}

function Standings({ standings, sources }: { standings: RuleTrial["standings"]; sources: number }) {
  const { t, f } = useText();
  const known = STANDINGS.flatMap((name) => ((standings[name] ?? 0) > 0 ? [{ name, count: standings[name] ?? 0 }] : []));
  return (
    <div>
      <div aria-hidden="true" className="flex h-2 gap-0.5 overflow-hidden rounded-full">{known.map(({ name, count }) => <i key={name} className={COLORS[name]} style={{ flexGrow: count / sources }} />)}</div>
      <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1">{known.map(({ name, count }) => <li key={name} className="flex items-center gap-1.5"><i aria-hidden="true" className={cx("size-2 rounded-full", COLORS[name])} /><b className="font-semibold">{f.integer(count)}</b> <span className="text-fg2">{t.rules.standings[name]}</span></li>)}</ul>
    </div>
  );
}

const HOUR = 3600;

function Hours({ trial: { hours, covered_from_at, covered_to_at } }: { trial: RuleTrial }) {
  const { t, f } = useText();
  const from = Math.floor(unix(covered_from_at ?? "") / HOUR) * HOUR;
  const to = Math.floor(unix(covered_to_at ?? "") / HOUR) * HOUR + HOUR;
  const at = new Map(hours.map((hour) => [unix(hour.t), hour]));
  const times = Array.from({ length: Math.max(2, (to - from) / HOUR + 1) }, (_, i) => from + i * HOUR);
  // An hour is drawn to its end: the last point says again what the last hour had.
  const read = (field: "hits" | "doubtful") => times.map((time, i) => at.get(i === times.length - 1 ? time - HOUR : time)?.[field] ?? 0);
  return <LineChart title={t.rules.hitsByHour} t={times} from={from} to={times.at(-1) ?? to} height={110} format={(value) => f.amount(value)} lines={[{ name: t.rules.allHits, color: "s1", values: read("hits"), steps: true, filled: true }, { name: t.rules.doubtful, color: "sev2", values: read("doubtful"), steps: true }]} />;
}

function Examples({ trial: { examples, statement } }: { trial: RuleTrial }) {
  const around = useText();
  const { t, f } = around;
  const why = ({ values }: RuleTrialExample) => statement.conditions.flatMap((condition, i) => {
    const value = values[i];
    return value == null ? [] : [`${conditionWords(condition, around).field} ${numberText(condition.field, value, around)}`];
  });
  return (
    <div className="min-w-0 overflow-x-auto">
      <table aria-label={t.rules.examples} className="w-full border-collapse">
        <caption className="label pb-1.5 text-left">{t.rules.examples}</caption>
        <thead><tr>{[t.rules.source, t.rules.why, t.rules.standing, t.rules.policy].map((head, i) => <th key={head} scope="col" className={cx(headCell, i === 3 && "max-sm:hidden")}>{head}</th>)}</tr></thead>
        <tbody>
          {examples.map((each) => (
            <tr key={`${each.source} ${each.service}`} className="border-t border-line align-top">
              <th scope="row" className="py-1.5 pr-3 pl-4 text-left font-normal"><Link to="/sources/$source" params={{ source: each.source }} className="mono hover:text-accent hover:underline">{each.source}</Link><span className="block text-xs break-words text-fg3">{each.service} · {f.moment(unix(each.at))}</span></th>
              <td className="px-3 py-1.5 break-words">{why(each).map((said) => <span key={said} className="block">{said}</span>)}<span className="text-xs text-fg3">{t.rules.fields.score} {each.score === null ? "—" : f.score(each.score)}</span></td>
              <td className="px-3 py-1.5"><i aria-hidden="true" className={cx("mr-1.5 inline-block size-2 rounded-full", COLORS[each.standing])} />{t.rules.standings[each.standing]}</td>
              <td className="px-3 py-1.5 pr-4 max-sm:hidden">{each.policy ? t.rules.actions[each.policy] : t.rules.nothing}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
