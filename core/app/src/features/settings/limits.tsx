import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";

import { may, session } from "@/api/session";
import type { Policy } from "@/api/types";
import { Button } from "@/components/button";
import { Skeleton } from "@/components/states";
import { useStore } from "@/lib/store";

import { type Bound, type Bounds, isWithin, shownAs, valueOf } from "./bounds";
import { usePolicyChange } from "./protection";
import { type BudgetChange, type DurationsChange, type PolicyChange, policyQuery } from "./requests";
import { useText } from "./text/use";

const DURATION: Bound = { least: 60, most: 86_400, unit: 60 };
const DURATIONS: Bounds<DurationsChange> = { step_seconds: DURATION, ban_seconds: DURATION, longest_ban_seconds: DURATION };
const BUDGET: Bounds<BudgetChange> = {
  least_bans: { least: 0, most: 10_000, unit: 1 }, share_of_sources: { least: 0, most: 0.1, unit: 0.01 }, share_of_traffic: { least: 0, most: 0.2, unit: 0.01 }, outsiders: { least: 0, most: 100_000, unit: 1 },
};
const DURATIONS_SHIPPED: DurationsChange = { step_seconds: null, ban_seconds: null, longest_ban_seconds: null };
const BUDGET_SHIPPED: BudgetChange = { least_bans: null, share_of_sources: null, share_of_traffic: null, outsiders: null };

const shown = <K extends string>(of: Record<K, number>, bounds: Bounds<Record<K, unknown>>): Record<K, number> =>
  Object.fromEntries(Object.keys(bounds).map((name) => [name, of[name as K]])) as Record<K, number>;

/** How long automation decides for. */
export function Durations() {
  const { t } = useText();
  const { data } = useQuery(policyQuery);
  if (!data) return <Skeleton className="h-16 w-full" />;
  const now = shown<keyof DurationsChange>(data.durations, DURATIONS);
  const check = ({ ban_seconds: first, longest_ban_seconds: longest }: Record<string, number>) => ((longest ?? 0) < (first ?? 0) ? t.settings.longestTooShort : "");
  return <LimitsForm key={Object.values(now).join()} label={t.settings.durations} now={now} bounds={DURATIONS} names={t.settings.durationNames} said={t.settings.durationsSet} saidShipped={t.settings.durationsShipped} check={check} shipped={{ durations: DURATIONS_SHIPPED }} toChange={(durations) => ({ durations })} />;
}

/** Whom automation may ban before it calls a person. */
export function Budget() {
  const { t } = useText();
  const { data } = useQuery(policyQuery);
  if (!data) return <Skeleton className="h-16 w-full" />;
  const now = shown<keyof BudgetChange>(data.budget, BUDGET);
  return <LimitsForm key={Object.values(now).join()} label={t.settings.budget} now={now} bounds={BUDGET} names={t.settings.budgetNames} said={t.settings.budgetSet} saidShipped={t.settings.budgetShipped} shipped={{ budget: BUDGET_SHIPPED }} toChange={(budget) => ({ budget })} />;
}

interface Props<K extends string> {
  label: string;
  now: Record<K, number>;
  bounds: Bounds<Record<K, unknown>>;
  names: Record<K, string>;
  said: string;
  saidShipped: string;
  /** What is wrong with values that are each within their bounds; empty where nothing is. */
  check?: (values: Record<K, number>) => string;
  shipped: PolicyChange;
  toChange: (values: Record<K, number>) => PolicyChange;
}

/** Numbers within bounds that are saved together, taken back, or set as they are shipped. */
function LimitsForm<K extends string>({ label, now, bounds, names, said, saidShipped, check = () => "", shipped, toChange }: Props<K>) {
  const { t, lang } = useText();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { change, isPending } = usePolicyChange();
  const fields = Object.keys(bounds) as K[];
  const [typed, setTyped] = useState(() => Object.fromEntries(fields.map((name) => [name, shownAs(now[name], bounds[name], lang)])) as Record<K, string>);
  const id = useId();
  const values = Object.fromEntries(fields.map((name) => [name, valueOf(typed[name], bounds[name])])) as Record<K, number>;
  const wrong = fields.find((name) => !isWithin(values[name], bounds[name]));
  const problem = wrong ? t.settings.outOfBounds(names[wrong], shownAs(bounds[wrong].least, bounds[wrong], lang), shownAs(bounds[wrong].most, bounds[wrong], lang)) : check(values);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem || blocked) return;
    change({ change: toChange(values), said, back: toChange(now) });
  };
  return (
    <form onSubmit={submit} className="grid gap-3" aria-label={label} aria-describedby={problem ? id : undefined}>
      <div className="grid grid-cols-2 items-end gap-3 lg:grid-cols-4">
        {fields.map((name) => (
          <label key={name} className="grid gap-1">
            <span className="text-xs text-fg2">{names[name]}</span>
            <input className="field num" inputMode="decimal" disabled={Boolean(blocked)} title={blocked || ""} value={typed[name]} aria-invalid={!isWithin(values[name], bounds[name])} onChange={(event) => setTyped({ ...typed, [name]: event.target.value })} />
          </label>
        ))}
      </div>
      {problem && <p id={id} role="alert" className="text-badink">{problem}</p>}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" blocked={blocked} disabled={isPending || problem !== ""}>{t.settings.save}</Button>
        <Button kind="ghost" blocked={blocked} disabled={isPending} onClick={() => change({ change: shipped, said: saidShipped, back: toChange(now) })}>{t.settings.asShipped}</Button>
      </div>
    </form>
  );
}

/** How long bans last as it is now, for what is said of them. */
export const firstAndLast = ({ durations: { bans } }: Policy): readonly [number, number] => [bans[0] ?? 0, bans.at(-1) ?? 0];
