import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Policy, Settings, Step } from "@/api/types";
import { Button } from "@/components/button";
import FreezeButton from "@/components/freeze";
import { Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import type { Entry } from "./entries";
import { Budget, Durations, firstAndLast } from "./limits";
import { type PolicyChange, changePolicy, policyQuery } from "./requests";
import { useText } from "./text/use";
import { Thresholds } from "./thresholds";

const STEPS: readonly Step[] = ["observe", "limit", "challenge", "ban"];

/** Changes the policy; what is done can be taken back for eight seconds. */
export function usePolicyChange() {
  const { t } = useText();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ change }: { change: PolicyChange; said: string; back?: PolicyChange }) => changePolicy(change),
    onSuccess: (policy, { said, back }) => {
      client.setQueryData(policyQuery.queryKey, policy);
      showToast({ tone: "done", title: said, ...(back && { undo: () => mutate({ change: back, said: t.settings.takenBack }) }) });
    },
    onError: (error) => tellFailed(error, t),
  });
  return { change: mutate, isPending };
}

const useBlocked = () => {
  const { t } = useText();
  return may(useStore(session), "operate") ? false : t.state.needs.operate;
};

function Freeze() {
  const { data } = useQuery(policyQuery);
  return data ? <FreezeButton frozen={data.frozen} /> : <Skeleton className="h-8 w-40" />;
}

function FrozenBy() {
  const { t, f } = useText();
  const { data } = useQuery(policyQuery);
  return <>{t.settings.freezeLead} {data?.frozen && <b className="font-semibold text-warnink">{t.settings.frozenBy(data.frozen_by, data.frozen_at ? f.moment(unix(data.frozen_at)) : "")}</b>}</>;
}

function MaxStep() {
  const { t } = useText();
  const { data } = useQuery(policyQuery);
  const { change, isPending } = usePolicyChange();
  const blocked = useBlocked();
  if (!data) return <Skeleton className="h-8 w-40" />;
  const set = (next: Step) => change({ change: { max_step: next }, said: t.settings.maxStepSet(t.decisions.types[next]), back: { max_step: data.max_step } });
  return (
    <select aria-label={t.settings.maxStep} className="field w-44!" title={blocked || ""} disabled={Boolean(blocked) || isPending} value={data.max_step} onChange={(event) => set(event.target.value as Step)}>
      {STEPS.map((step) => <option key={step} value={step}>{t.decisions.types[step]}</option>)}
    </select>
  );
}

function Heads() {
  const { t } = useText();
  const { data } = useQuery(policyQuery);
  const { change, isPending } = usePolicyChange();
  const blocked = useBlocked();
  const heads: Policy["distrusted_heads"] = data?.distrusted_heads ?? [];
  if (!data) return <Skeleton className="h-5 w-40" />;
  if (heads.length === 0) return <p className="text-okink">{t.settings.headsNone}</p>;
  return (
    <ul className="grid gap-1.5">
      {heads.map((head) => (
        <li key={head} className="flex items-center gap-3"><code className="mono">{head}</code><Button size="small" blocked={blocked} disabled={isPending} onClick={() => change({ change: { trusted_head: head }, said: t.settings.trusted(head) })}>{t.settings.trust}</Button></li>
      ))}
    </ul>
  );
}

function Addresses({ settings }: { settings: Settings | undefined }) {
  return <ul className="flex flex-wrap gap-1.5">{settings?.protected.map((address) => <li key={address} className="mono rounded-chip bg-active px-2 py-0.5">{address}</li>)}</ul>;
}

/** What automation may do. `settings` is what only operators are told. */
export function useProtection(settings: Settings | undefined): readonly Entry[] {
  const { t, f } = useText();
  const s = t.settings;
  const { data: policy } = useQuery(policyQuery);
  const lasting = policy && s.durationsLead(...(firstAndLast(policy).map(f.span) as [string, string]), f.span(policy.durations.step_seconds));
  const budget = policy?.budget;
  const allowed = budget && s.budgetLead(f.span(budget.window_seconds), budget.least_bans, f.percent(budget.share_of_sources), f.percent(budget.share_of_traffic), budget.outsiders);
  return [
    { id: "freeze", title: s.freeze, lead: <FrozenBy />, words: s.freezeLead, body: <Freeze /> },
    { id: "max-step", title: s.maxStep, lead: s.maxStepLead, body: <MaxStep /> },
    { id: "thresholds", title: s.thresholds, lead: s.thresholdsLead, body: <Thresholds />, wide: true },
    { id: "durations", title: s.durations, lead: lasting, body: <Durations />, wide: true },
    { id: "budget", title: s.budget, lead: allowed, body: <Budget />, wide: true },
    { id: "heads", title: s.heads, lead: s.headsLead, body: <Heads /> },
    { id: "mode", title: s.defaultMode, lead: s.defaultModeLead, body: <Link to="/services" search={{} as never} className="ctl border border-line2 bg-panel hover:bg-hover">{t.nav.services}</Link> },
    ...(settings ? [{ id: "protected", title: s.protectedTitle, lead: s.protectedLead, body: <Addresses settings={settings} />, words: settings.protected.join(" "), wide: true }] : []),
    { id: "allowlist", title: s.allowlist, lead: s.allowlistLead, body: <Link to="/allowlist" search={{} as never} className="ctl border border-line2 bg-panel hover:bg-hover">{t.nav.allowlist}</Link> },
  ];
}
