import type { Reason, SourceProfile } from "@/api/types";
import { Bars } from "@/components/severity";
import { cx } from "@/lib/cx";
import { featureName, featureSize, featureValue, featureWindow } from "@/lib/feature";
import { FILL, INK, levelOfScore } from "@/lib/severity";

import { Panel } from "./panel";
import { useText } from "./text/use";

/** The score and what made it, each with its part; where nobody points at it now, what the last decision rested on. */
export function Reasons({ profile }: { profile: SourceProfile }) {
  const { t, f } = useText();
  const [flagged] = profile.flagged;
  const last = profile.decisions.find(({ reasons }) => reasons.length > 0);
  const reasons = flagged?.reasons ?? last?.reasons ?? [];
  const score = flagged?.score ?? last?.score ?? profile.summary?.score ?? null;
  const level = levelOfScore(score ?? 0);
  const service = flagged?.service ?? last?.service;
  return (
    <Panel title={t.profile.reasons} note={service ? t.profile.atService(service) : undefined} action={score !== null && <span className="flex items-center gap-2"><Bars level={level} /><b className={cx("num text-lg font-semibold", score >= 0.5 ? INK[level] : "text-fg2")}>{f.score(score)}</b></span>}>
      {reasons.length === 0 ? <p className="text-fg2">{t.profile.reasonsNone}</p> : <ul className="grid gap-2.5">{reasons.map((reason) => <Push key={reason.feature} reason={reason} fill={FILL[level]} />)}</ul>}
    </Panel>
  );
}

function Push({ reason: { feature, value, typical, share, one_in: oneIn }, fill }: { reason: Reason; fill: string }) {
  const { t, f } = useText();
  const name = featureName(feature, t, f);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1">
      <span className="cut" title={`${name}: ${featureValue(feature, value, f)}${featureWindow(feature, f)}`}>{name} <b className="num font-semibold">{featureSize(feature, value, typical, f, t)}</b></span>
      <span className="num text-right text-fg2">{f.percent(share)}</span>
      <span aria-hidden="true" className="col-span-2 h-1.5 overflow-hidden rounded-full bg-active"><i className="block h-full rounded-full" style={{ width: `${share * 100}%`, background: fill }} /></span>
      <span className="num col-span-2 text-2xs text-fg3">{t.profile.usual(featureValue(feature, typical, f) + featureWindow(feature, f))}{oneIn >= 2 && ` · ${t.profile.oneIn(f.amount(oneIn))}`}</span>
    </li>
  );
}
