import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Policy, Study, Thresholds, WhatIf, WorkingPoint } from "@/api/types";
import { Button } from "@/components/button";
import { Segmented } from "@/components/segmented";
import { Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { setThresholds, tryThresholds } from "./requests";
import { useText } from "./text/use";
import { LEAST_POINT, MOST_POINT, moved, POINT_STEP, pointAt, pointOf, type Step, STEPS } from "./thresholds";

const DAY_SECONDS = 86_400;

/** A threshold that is moved, and what it would have done: at once by what is kept, on demand by the whole policy. */
export function Working({ study, policy }: { study: Study; policy: Policy }) {
  const { t, f } = useText();
  const { step: chosen, point: tried } = useViewSearch();
  const change = useChangeSearch();
  const step: Step = chosen ?? "limit";
  const today = pointOf(policy.thresholds[step]);
  const point = tried ?? today;
  const id = useId();
  const at = study.champion && pointAt(study.champion.points, point);
  const before = study.champion && pointAt(study.champion.points, today);
  const set = (next: number) => change({ point: next === today ? undefined : next }, true);
  return (
    <section aria-labelledby={`${id}-title`} className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h2 id={`${id}-title`} className="text-md font-semibold">{t.models.working}</h2>
          <Segmented label={t.models.step} value={step} options={STEPS.map((value) => ({ value, label: t.models.steps[value] }))} onChange={(value) => change({ step: value === "limit" ? undefined : value, point: undefined })} />
        </div>
        <p className="-mt-2 text-fg2">{t.models.workingLead}</p>
        <div>
          <div className="num flex flex-wrap items-baseline gap-x-3">
            <label htmlFor={id} className="text-fg2">{t.models.threshold}</label>
            <output htmlFor={id} className="text-lg font-semibold">{t.models.oneIn(f.amount(10 ** point))}</output>
            {point === today ? <span className="text-fg3">{t.models.now}</span> : <Button size="small" kind="ghost" onClick={() => set(today)}>{t.models.reset}</Button>}
          </div>
          <div className="relative mt-2">
            <input
              id={id} type="range" min={LEAST_POINT} max={MOST_POINT} step={POINT_STEP} value={point} className="slider" aria-valuetext={t.models.oneIn(f.amount(10 ** point))}
              onChange={(event) => set(event.target.valueAsNumber)}
            />
            <i aria-hidden="true" className="pointer-events-none absolute top-1/2 h-4 w-0.5 -translate-y-1/2 rounded bg-fg3" style={{ left: `calc(10px + (100% - 20px) * ${(today - LEAST_POINT) / (MOST_POINT - LEAST_POINT)})` }} />
          </div>
          <div className="flex justify-between text-xs text-fg3"><span>{t.models.looser}</span><span>{t.models.stricter}</span></div>
        </div>
        {at && before && <AtOnce at={at} before={before} study={study} />}
      </div>
      <div className="min-w-0 border-line p-4 max-xl:border-t xl:border-l"><Replay key={`${step} ${point}`} step={step} point={point} changed={point !== today} policy={policy} /></div>
    </section>
  );
}

/** What lies beyond the threshold, of what was kept and of what is labelled, beside today's. */
function AtOnce({ at, before, study }: { at: WorkingPoint; before: WorkingPoint; study: Study }) {
  const { t, f } = useText();
  const span = study.from_at && study.to_at ? unix(study.to_at) - unix(study.from_at) : 0;
  const figures: [string, string, string, string][] = [
    [t.models.below, f.amount(at.sources_per_day), f.amount(before.sources_per_day), span < DAY_SECONDS ? t.models.belowShort(f.span(span)) : ""],
    [t.models.sampled, f.percent(at.sampled_share), f.percent(before.sampled_share), t.models.sourcesOf(study.sampled_sources)],
    [t.models.missed, study.attacks ? f.integer(at.missed) : "—", f.integer(before.missed), study.attacks ? t.models.of(f.integer(at.missed), f.integer(study.attacks)) : t.models.needLabels],
    [t.models.falseHit, study.harmless ? f.integer(at.harmless_hit) : "—", f.integer(before.harmless_hit), study.harmless ? t.models.of(f.integer(at.harmless_hit), f.integer(study.harmless)) : t.models.needLabels],
  ];
  return (
    <dl className="num grid grid-cols-[repeat(2,minmax(0,1fr))] gap-3 lg:grid-cols-[repeat(4,minmax(0,1fr))]">
      {figures.map(([name, value, was, note]) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs text-fg2">{name}</dt>
          <dd className="mt-0.5"><span className="text-xl font-semibold tracking-[-.02em]">{value}</span>{value !== "—" && value !== was && <span className="ml-2 text-fg3">{t.models.now} {was}</span>}</dd>
          {note && <dd className="text-xs text-fg3">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

function Replay({ step, point, changed, policy }: { step: Step; point: number; changed: boolean; policy: Policy }) {
  const { t } = useText();
  const state = useStore(session);
  const client = useQueryClient();
  const change = useChangeSearch();
  const wanted = moved(policy.thresholds, step, point);
  const replay = useMutation({ mutationFn: () => tryThresholds(wanted), onError: (error) => tellFailed(error, t) });
  const { observe, limit, challenge, ban } = policy.thresholds;
  const { mutate: use, isPending } = useMutation({
    mutationFn: ({ to }: { to: Thresholds; back: Thresholds | null }) => setThresholds(to),
    onSuccess: (_, { back }) => {
      const undo = back && (() => use({ to: back, back: null }));
      showToast({ tone: "done", title: t.models.applied(t.models.steps[step].toLowerCase()), note: t.models.appliedNote, undo });
      change({ point: undefined }, true);
    },
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: ["lab", "policy"] }),
  });
  const mayTry = may(state, "train") || may(state, "operate");
  return (
    <div className="grid content-start gap-3">
      <h3 className="text-md font-semibold">{t.models.whatIf}</h3>
      {replay.data ? <Outcome found={replay.data} /> : replay.isPending ? <Skeleton className="h-56" /> : <p className="text-fg2">{t.models.whatIfLead}</p>}
      <div className="flex flex-wrap gap-2">
        {!replay.data && <Button blocked={mayTry ? false : t.models.needsTry} disabled={replay.isPending} onClick={() => replay.mutate()}>{replay.isPending ? t.models.replaying : t.models.tryIt}</Button>}
        <Button kind={replay.data && changed ? "primary" : "outline"} blocked={may(state, "operate") ? !changed && t.models.unchanged : t.models.needsOperate} disabled={isPending} onClick={() => use({ to: wanted, back: { observe, limit, challenge, ban } })}>{t.models.apply}</Button>
      </div>
    </div>
  );
}

function Outcome({ found: { proposed, current, records } }: { found: WhatIf }) {
  const { t, f } = useText();
  const seconds = (value: number | null) => (value === null ? "—" : f.span(value));
  const rows: [string, string, string][] = [
    [t.models.bans, f.amount(current.bans_per_day), f.amount(proposed.bans_per_day)],
    [t.models.challenges, f.amount(current.challenges_per_day), f.amount(proposed.challenges_per_day)],
    [t.models.limits, f.amount(current.limits_per_day), f.amount(proposed.limits_per_day)],
    [t.models.incidentsCaught, f.integer(current.incidents_caught), f.integer(proposed.incidents_caught)],
    [t.models.incidentsMissed, f.integer(current.incidents_missed), f.integer(proposed.incidents_missed)],
    [t.models.seconds, seconds(current.median_seconds_to_detect), seconds(proposed.median_seconds_to_detect)],
    [t.models.harmlessHit, f.integer(current.harmless_sources_hit), f.integer(proposed.harmless_sources_hit)],
    [t.models.visitorsHit, t.models.of(f.integer(current.sampled_hit), f.integer(current.sampled_sources)), t.models.of(f.integer(proposed.sampled_hit), f.integer(proposed.sampled_sources))],
  ];
  const right = "py-1 pl-3 text-right whitespace-nowrap";
  return (
    <div className="min-w-0">
      <table className="num w-full border-collapse">
        <thead><tr className="text-xs text-fg2"><th scope="col" className="py-1 text-left font-normal">{t.models.measure}</th><th scope="col" className={cx(right, "font-normal")}>{t.models.today}</th><th scope="col" className={cx(right, "font-normal")}>{t.models.proposed}</th></tr></thead>
        <tbody>
          {rows.map(([name, now, then]) => (
            <tr key={name} className="border-t border-line"><th scope="row" className="py-1 text-left font-normal text-fg2">{name}</th><td className={right}>{now}</td><td className={cx(right, now !== then && "font-semibold")}>{then}</td></tr>
          ))}
        </tbody>
      </table>
      <p className="mt-2 text-xs text-fg3">{t.models.records(f.integer(records))}</p>
    </div>
  );
}
