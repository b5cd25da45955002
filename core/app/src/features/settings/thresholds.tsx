import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";

import { may, session } from "@/api/session";
import type { Policy } from "@/api/types";
import { Button } from "@/components/button";
import { Skeleton } from "@/components/states";
import { useStore } from "@/lib/store";

import { oddsOf, pOf } from "./odds";
import { usePolicyChange } from "./protection";
import { policyQuery, type Steps } from "./requests";
import { useText } from "./text/use";

const NAMES = ["observe", "limit", "challenge", "ban"] as const;
const SHIPPED: Steps = { observe: null, limit: null, challenge: null, ban: null };

/** Whether no weaker step wants more than a stronger one; p-values in the order of NAMES. */
const isLadder = ([observe = 0, limit = 0, challenge = 0, ban = 0]: readonly number[]): boolean => ban <= Math.min(limit, challenge) && Math.max(limit, challenge) <= observe;

/** From which rarity on a source is watched, limited, challenged or banned. */
export function Thresholds() {
  const { data } = useQuery(policyQuery);
  if (!data) return <Skeleton className="h-16 w-full" />;
  return <Form key={NAMES.map((name) => data.thresholds[name]).join()} thresholds={data.thresholds} />;
}

function Form({ thresholds }: { thresholds: Policy["thresholds"] }) {
  const { t, f } = useText();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { change, isPending } = usePolicyChange();
  const [typed, setTyped] = useState<Record<string, string>>(() => Object.fromEntries(NAMES.map((name) => [name, f.integer(oddsOf(thresholds[name]))])));
  const id = useId();
  const values = NAMES.map((name) => pOf(typed[name] ?? ""));
  const problem = values.includes(null) ? t.settings.oddsBad : isLadder(values.map(Number)) ? "" : t.settings.oddsOrder;
  const back: Steps = { observe: thresholds.observe, limit: thresholds.limit, challenge: thresholds.challenge, ban: thresholds.ban };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem || blocked) return;
    change({ change: { thresholds: Object.fromEntries(NAMES.map((name, i) => [name, values[i]])) as Steps }, said: t.settings.thresholdsSet, back: { thresholds: back } });
  };
  return (
    <form onSubmit={submit} className="grid gap-3" aria-label={t.settings.thresholds} aria-describedby={problem ? id : undefined}>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {NAMES.map((name) => (
          <label key={name} className="grid gap-1">
            <span className="text-xs text-fg2">{t.decisions.types[name]}: {t.settings.oneIn}</span>
            <input className="field num" inputMode="numeric" disabled={Boolean(blocked)} title={blocked || ""} value={typed[name] ?? ""} aria-invalid={pOf(typed[name] ?? "") === null} onChange={(event) => setTyped({ ...typed, [name]: event.target.value })} />
          </label>
        ))}
      </div>
      {problem && <p id={id} role="alert" className="text-badink">{problem}</p>}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" blocked={blocked} disabled={isPending || problem !== ""}>{t.settings.save}</Button>
        <Button kind="ghost" blocked={blocked} disabled={isPending} onClick={() => change({ change: { thresholds: SHIPPED }, said: t.settings.thresholdsShipped, back: { thresholds: back } })}>{t.settings.asShipped}</Button>
      </div>
    </form>
  );
}
