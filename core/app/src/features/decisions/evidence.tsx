import { CircleCheck, TriangleAlert } from "lucide-react";

import type { DecisionDetail } from "@/api/types";
import { cx } from "@/lib/cx";
import { featureName, featureValue, featureWindow, isWindowNamed } from "@/lib/feature";
import { unix } from "@/lib/instant";

import { type Texts, useText } from "./text/use";

const MOST = 10;
const nameOf = (name: string, t: Texts): string => (t.evidence.detectors as Record<string, string>)[name] ?? name;

/** The score made again from the stored features and the stored parts of the detectors: the proof that it is no guess. */
export function Reproduced({ decision: { reproduction: made } }: { decision: DecisionDetail }) {
  const { t, f } = useText();
  if (!made) return <p className="text-fg3">{t.evidence.none}</p>;
  const score = made.score !== null && made.p_value !== null && t.evidence.again(f.decimal(made.score, 6), `1 : ${f.amount(1 / made.p_value)}`);
  const gone = made.missing.length > 0;
  const Icon = made.equal ? CircleCheck : TriangleAlert;
  return (
    <section role="status" className={cx("flex gap-3 rounded-ctl px-3 py-2.5", made.equal ? "bg-oksoft" : "bg-warnsoft")}>
      <Icon size={18} aria-hidden="true" className={cx("mt-px shrink-0", made.equal ? "text-okink" : "text-warnink")} />
      <div className="min-w-0">
        <h3 className="font-semibold">{t.evidence.reproduced}: {(made.equal ? t.evidence.equal : t.evidence.notEqual).toLowerCase()}</h3>
        <p className="num break-words text-fg2">{gone ? t.evidence.missing(made.missing.map((name) => nameOf(name, t)).join(", ")) : score}</p>
      </div>
    </section>
  );
}

/** The event of many sources that this one took part in. What its requests have in common is text that clients chose. */
export function Membership({ decision: { event, membership } }: { decision: DecisionDetail }) {
  const { t, f } = useText();
  if (!event || !membership) return null;
  return (
    <section className="min-w-0">
      <h3 className="label mb-1.5">{t.evidence.event}</h3>
      <p>{t.evidence.membership[membership]}: {t.kind[event.kind].toLowerCase()}</p>
      <p className="mono my-1 text-xs break-words">{event.signature}</p>
      <p className="num text-fg3">{t.evidence.eventSince(event.sources, f.moment(unix(event.started_at)))}</p>
    </section>
  );
}

/** The features that are rarer than usual, by how rare they are. */
export function Contributions({ decision: { contributions } }: { decision: DecisionDetail }) {
  const { t, f } = useText();
  const most = Math.max(...contributions.map((each) => each.surprisal), 1);
  return (
    <section>
      <h3 className="label mb-2">{t.evidence.contributions}</h3>
      <ul className="grid gap-2">
        {contributions.slice(0, MOST).map(({ feature, value, surprisal }) => (
          <li key={feature} title={t.evidence.surprisal(f.amount(10 ** surprisal))} className="grid grid-cols-[minmax(0,10.5rem)_minmax(0,1fr)_5.75rem] items-center gap-x-3">
            <span className="cut">{featureName(feature, t, f)} <b className="num font-semibold">{featureValue(feature, value, f)}</b>{!isWindowNamed(feature) && <span className="text-fg3">{featureWindow(feature, f)}</span>}</span>
            <span aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-active"><i className="block h-full rounded-full bg-sev3" style={{ width: `${(surprisal / most) * 100}%` }} /></span>
            <span className="num text-right whitespace-nowrap text-fg2">1 : {f.amount(10 ** surprisal)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What each detector said, then and now. */
export function Heads({ decision: { heads } }: { decision: DecisionDetail }) {
  const { t, f } = useText();
  return (
    <section>
      <h3 className="label mb-1">{t.evidence.heads}</h3>
      <p className="mb-1.5 text-2xs text-fg3">{t.evidence.headsHelp}</p>
      <table className="num w-full border-collapse">
        <thead>
          <tr className="label text-left">
            <th scope="col" className="py-1 font-normal">{t.evidence.head}</th>
            <th scope="col" className="py-1 text-right font-normal">{t.evidence.before}</th>
            <th scope="col" className="py-1 text-right font-normal">{t.evidence.now}</th>
          </tr>
        </thead>
        <tbody>
          {heads.map(({ head, stored, again }) => (
            <tr key={head} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-normal">{nameOf(head, t)}</th>
              <td className="py-1 text-right">{f.decimal(stored, 3)}</td>
              <td className={cx("py-1 text-right", again === stored ? "text-okink" : "text-warnink")}>{again === null ? "—" : f.decimal(again, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Samples({ samples }: { samples: DecisionDetail["samples"] }) {
  const { t, f } = useText();
  return (
    <section className="min-w-0">
      <h3 className="label mb-1.5">{t.evidence.samples}</h3>
      {samples.length === 0 && <p className="text-fg3">{t.evidence.noSamples}</p>}
      <ul className="grid gap-1">
        {samples.map((sample) => (
          <li key={`${sample.at} ${sample.method} ${sample.path} ${sample.status}`} title={sample.user_agent} className="mono grid grid-cols-[4.2rem_3.2rem_minmax(0,1fr)_auto] gap-2 text-xs leading-[18px]">
            <span className="text-fg3">{f.clock(unix(sample.at))}</span>
            <span className="cut text-fg3">{sample.method}</span>
            <span className="cut" title={sample.path}>{sample.path}</span>
            <span className={sample.status >= 400 ? "text-badink" : "text-fg2"}>{sample.status}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The frozen parts of the detectors, named by their content. */
export function Parts({ parts }: { parts: DecisionDetail["parts"] }) {
  const { t } = useText();
  return (
    <section className="min-w-0">
      <h3 className="label mb-1.5">{t.evidence.parts}</h3>
      <dl className="grid grid-cols-[10.5rem_minmax(0,1fr)] gap-x-3 gap-y-1">
        {Object.entries(parts).map(([name, digest]) => (
          <div key={name} className="contents"><dt className="text-fg3">{nameOf(name, t)}</dt><dd className="mono cut text-xs" title={digest}>{digest}</dd></div>
        ))}
      </dl>
    </section>
  );
}
