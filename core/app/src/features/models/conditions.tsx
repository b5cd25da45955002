import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, CircleDashed, FlaskConical, Undo2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { DetectorVersion, Trial } from "@/api/types";
import { Button } from "@/components/button";
import { cx } from "@/lib/cx";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";
import { useChangeSearch } from "@/lib/view";

import { endTrial, promote, rollBack, setChallenger } from "./requests";
import { useText } from "./text/use";

const Force = lazy(() => import("./force"));

interface About {
  trial: Trial;
  versions: readonly DetectorVersion[];
}

/** What a promotion takes and has, and the acts; each of them can be taken back. */
export function Conditions(about: About) {
  const { trial, versions } = about;
  const challenger = versions.find(({ id }) => id === trial.challenger);
  const { t, f } = useText();
  const change = useChangeSearch();
  const [forcing, setForcing] = useState(false);
  const acts = useActs(about);
  const state = useStore(session);
  const blocked = may(state, "train") ? false : t.models.needsTrain;
  const { conditions } = trial;
  if (!conditions || !challenger) {
    return (
      <div className="grid content-start gap-3">
        <h2 className="text-md font-semibold">{t.models.noTrial}</h2>
        <p className="text-fg2">{t.models.noTrialLead}</p>
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => change({ lab: "versions" })}><FlaskConical size={15} aria-hidden="true" />{t.models.toVersions}</Button>
          {trial.before.length > 0 && <Button blocked={blocked} disabled={acts.busy} onClick={acts.rollBack}><Undo2 size={15} aria-hidden="true" />{t.models.rollBack}</Button>}
        </div>
      </div>
    );
  }
  const { hours, hours_needed, sources, sources_needed, alike, challenger_sources, champion_sources } = conditions;
  const comesBack = trial.before.at(-1) === challenger.id;
  const rows: [boolean, string, number][] = [
    [hours >= hours_needed, t.models.hoursOf(hours, hours_needed), hours / hours_needed],
    [sources >= sources_needed, t.models.sourcesHave(f.integer(sources), f.integer(sources_needed)), sources / sources_needed],
    [alike, (alike ? t.models.alike : t.models.apart)(challenger_sources, champion_sources), alike ? 1 : 0],
  ];
  return (
    <div className="grid content-start gap-3">
      <h2 className="text-md font-semibold">{t.models.conditions}</h2>
      <ul className="num grid gap-2">
        {rows.map(([met, text, share]) => (
          <li key={text} className="grid grid-cols-[18px_minmax(0,1fr)] gap-x-2">
            {met ? <Check size={16} className="mt-px text-okink" role="img" aria-label={t.models.met} /> : <CircleDashed size={16} className="mt-px text-fg3" role="img" aria-label={t.models.unmet} />}
            <span className={cx(!met && "text-fg2")}>{text}</span>
            {!met && <span aria-hidden="true" className="col-start-2 mt-1 h-1 overflow-hidden rounded-full bg-active"><i className="block h-full rounded-full bg-accent" style={{ width: `${Math.min(share, 1) * 100}%` }} /></span>}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        {trial.fit
          ? <Button kind="primary" blocked={blocked} disabled={acts.busy} onClick={comesBack ? acts.rollBack : acts.promote}>{comesBack ? t.models.rollBack : t.models.promoteIt}</Button>
          : <Button blocked={blocked || (may(state, "operate") ? false : t.models.needsOperate)} disabled={acts.busy} onClick={() => setForcing(true)}>{t.models.force}</Button>}
        <Button blocked={blocked} disabled={acts.busy} onClick={acts.end}>{t.models.endTrial}</Button>
        {trial.before.length > 0 && !comesBack && <Button blocked={blocked} disabled={acts.busy} onClick={acts.rollBack}><Undo2 size={15} aria-hidden="true" />{t.models.rollBack}</Button>}
      </div>
      {forcing && <Suspense><Force trial={trial} name={challenger.name} onForce={acts.force} onClose={() => setForcing(false)} /></Suspense>}
    </div>
  );
}

interface Wanted {
  act: "promote" | "force" | "end" | "back" | "trial";
  /** The version that it is about, or that is to come back. */
  id: string;
  /** Why a trial was not waited for. */
  reason?: string;
}

const DOERS: Record<Wanted["act"], (wanted: Wanted) => Promise<unknown>> = {
  promote: ({ id }) => promote(id), force: ({ id, reason = "" }) => promote(id, reason), end: endTrial, back: rollBack, trial: ({ id }) => setChallenger(id),
};

/** Each act with how it is taken back: a version that was in charge may always come back. */
function useActs({ trial, versions }: About) {
  const { t } = useText();
  const client = useQueryClient();
  const name = (id: string | undefined) => versions.find((version) => version.id === id)?.name ?? "";
  const { mutate, isPending } = useMutation({
    mutationFn: (wanted: Wanted) => DOERS[wanted.act](wanted),
    onSuccess: (_, { act, id }) => {
      const told: Record<Wanted["act"], { title: string; note?: string; back: Wanted["act"] | null }> = {
        promote: { title: t.models.promoted(name(id)), note: t.models.promotedNote, back: "back" }, force: { title: t.models.promoted(name(id)), note: t.models.promotedNote, back: "back" },
        end: { title: t.models.trialEnded(name(id)), back: "trial" }, trial: { title: t.models.trialBegan(name(id)), note: t.models.trialNote, back: null },
        back: { title: t.models.rolledBack(name(trial.before.at(-1))), back: "promote" },
      };
      const { back, ...said } = told[act];
      showToast({ tone: "done", ...said, undo: back && (() => mutate({ act: back, id })) });
    },
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: ["lab"] }),
  });
  const id = trial.challenger ?? "";
  return {
    busy: isPending, promote: () => mutate({ act: "promote", id }), force: (reason: string) => mutate({ act: "force", id, reason }), end: () => mutate({ act: "end", id }),
    rollBack: () => mutate({ act: "back", id: trial.champion }),
  };
}
