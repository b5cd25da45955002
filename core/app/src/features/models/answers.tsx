import { CircleCheck, CircleDashed, Hourglass, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import type { Policy, Study, Trial } from "@/api/types";
import { Button } from "@/components/button";
import { cx } from "@/lib/cx";
import { featureName } from "@/lib/feature";
import { useChangeSearch } from "@/lib/view";

import { drift, quality, readiness } from "./assessment";
import { type Texts, useText } from "./text/use";

type Tone = "ok" | "warn" | "off" | "wait";
const MARKS: Record<Tone, { icon: LucideIcon; color: string }> = {
  ok: { icon: CircleCheck, color: "text-okink" }, warn: { icon: TriangleAlert, color: "text-warnink" }, off: { icon: CircleDashed, color: "text-fg3" }, wait: { icon: Hourglass, color: "text-fg2" },
};
const NAMED = 3;

interface About {
  study: Study;
  trial: Trial;
  policy: Policy;
}

/** The three questions that bring people here, answered. */
export function Answers({ study, trial, policy }: About) {
  const { t } = useText();
  return (
    <section aria-live="polite" className="panel grid min-w-0 divide-line overflow-hidden max-lg:divide-y lg:grid-cols-3 lg:divide-x">
      <Good study={study} policy={policy} title={t.models.good} />
      <Drifting study={study} trial={trial} title={t.models.drifting} />
      <Promotion trial={trial} title={t.models.promote} />
    </section>
  );
}

function One({ tone, title, answer, lead, action }: { tone: Tone; title: string; answer: ReactNode; lead: ReactNode; action?: ReactNode }) {
  const { icon: Icon, color } = MARKS[tone];
  return (
    <div className="flex min-w-0 gap-3 p-4">
      <Icon size={20} aria-hidden="true" className={cx("mt-5 shrink-0", color)} />
      <div className="grid min-w-0 flex-1 content-start">
        <h2 className="text-xs text-fg2">{title}</h2>
        <p className="num text-lg font-semibold tracking-[-.01em] break-words">{answer}</p>
        <p className="num mt-0.5 break-words text-fg2">{lead}</p>
        {action && <div className="mt-2.5">{action}</div>}
      </div>
    </div>
  );
}

function Good({ study, policy, title }: { study: Study; policy: Policy; title: string }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const found = quality(study, policy);
  const label = <Button size="small" onClick={() => change({ lab: "labels" })}>{t.models.toLabels}</Button>;
  if (policy.distrusted_heads.length > 0) return <One tone="warn" title={title} answer={t.models.distrusted(policy.distrusted_heads.map((head) => headName(head, t)).join(", "))} lead="" action={label} />;
  if (found.kind === "unmeasured") return <One tone="off" title={title} answer={t.models.unmeasured} lead={t.models.unmeasuredLead(found.attacks, found.harmless)} action={label} />;
  const { precision, recall } = found.point;
  const poor = (precision ?? 0) < 0.9 || (recall ?? 0) < 0.75;
  return <One tone={poor ? "warn" : "ok"} title={title} answer={t.models.measured(f.percent(precision), f.percent(recall))} lead={t.models.measuredLead(t.models.labelled(found.labels))} action={poor && label} />;
}

function Drifting({ study, trial, title }: { study: Study; trial: Trial; title: string }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const { level, features } = drift(study);
  const see = <Button size="small" onClick={() => change({ lab: "drift" })}>{t.models.toDrift}</Button>;
  if (level === "unknown") return <One tone="off" title={title} answer={t.models.tooFew} lead={t.models.tooFewLead(study.ordinary_needed - study.ordinary)} />;
  if (level === "stable") return <One tone="ok" title={title} answer={t.models.stable} lead={t.models.stableLead(t.models.sourcesOf(study.ordinary))} />;
  const names = features.slice(0, NAMED).map(({ feature }) => featureName(feature, t, f)).join(", ");
  const answer = level === "moved" ? t.models.moved(features.length) : t.models.shifting(features.length);
  return <One tone={level === "moved" ? "warn" : "ok"} title={title} answer={answer} lead={t.models.movedLead(names, trial.champion_warm)} action={see} />;
}

function Promotion({ trial, title }: { trial: Trial; title: string }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const ready = readiness(trial);
  if (ready === "none") return <One tone="off" title={title} answer={t.models.noTrial} lead={t.models.noTrialLead} action={<Button size="small" onClick={() => change({ lab: "versions" })}>{t.models.toVersions}</Button>} />;
  if (ready === "ready") return <One tone="ok" title={title} answer={t.models.ready} lead={t.models.readyLead} />;
  const { conditions } = trial;
  const hours = conditions ? Math.max(conditions.hours_needed - conditions.hours, 0) : 0;
  if (ready === "waiting") return <One tone="wait" title={title} answer={t.models.notYet} lead={hours > 0 ? t.models.left(f.span(hours * 3600)) : t.models.sourcesHave(f.integer(conditions?.sources ?? 0), f.integer(conditions?.sources_needed ?? 0))} />;
  return <One tone="warn" title={title} answer={t.models.notYet} lead={t.models.apart(conditions?.challenger_sources ?? 0, conditions?.champion_sources ?? 0)} />;
}

export const headName = (head: string, t: Texts): string => (t.models.headNames as Record<string, string>)[head] ?? head;
