import { useQueryClient } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useMemo } from "react";

import { type Act, FOUR_HOURS, liftOne } from "@/api/acts";
import { changeDecision, liftMany } from "@/api/change-decisions";
import { may, session } from "@/api/session";
import type { Decision, DecisionChange } from "@/api/types";
import { Button } from "@/components/button";
import { Menu, type MenuItem } from "@/components/menu";
import { nowSeconds } from "@/lib/clock";
import { isEndless, unix } from "@/lib/instant";
import { useStore } from "@/lib/store";

import { useText } from "./text/use";

/** What a person may do about decisions, and why not if not. `onChanged` hears of the one that stands in the place of another. */
export function useActs(onChanged?: (id: string) => void) {
  const { t, f } = useText();
  const client = useQueryClient();
  const state = useStore(session);
  return useMemo(() => {
    const around = { client, t, f };
    return {
      blocked: may(state, "decide") ? (false as const) : t.state.needs.decide,
      lift: (decision: Decision) => void liftOne(around, decision.id, { source: decision.value, service: decision.service, type: decision.type, leftSeconds: unix(decision.until_at) - nowSeconds() }),
      liftAll: (decisions: readonly Decision[]) => void liftMany(around, decisions),
      change: (decision: Decision, change: DecisionChange) => void changeDecision(around, decision, change).then((made) => made && onChanged?.(made.id)),
    };
  }, [client, t, f, state, onChanged]);
}
export type Acts = ReturnType<typeof useActs>;

const TYPES: readonly Act[] = ["limit", "challenge", "ban"];

/** Longer, shorter, something else, or no more. Only addresses and ranges can be changed; the rest is automation's alone. */
export function DecisionActs({ decision, acts, big = false }: { decision: Decision; acts: Acts; big?: boolean }) {
  const { t } = useText();
  const { durations } = t.sources;
  const spans: [string, number][] = [[durations.h1, 3600], [durations.h4, FOUR_HOURS], [durations.h24, 86_400], [durations.d7, 7 * 86_400]];
  const changeable = decision.scope === "ip" || decision.scope === "range";
  const endless = isEndless(unix(decision.until_at), nowSeconds());
  const items: MenuItem[] = [
    ...spans.map(([span, seconds]) => ({ label: t.decisions.endsIn(span), onSelect: () => acts.change(decision, { duration_seconds: seconds }) })),
    ...(endless ? [] : [{ label: durations.forever, onSelect: () => acts.change(decision, { duration_seconds: "until_lifted" as const }) }]),
    ...TYPES.filter((type) => type !== decision.type).map((type, i) => ({ label: t.decisions.become[type], apart: i === 0, onSelect: () => acts.change(decision, { type }) })),
  ];
  const size = big ? "normal" : "small";
  return (
    <span className="inline-flex items-center gap-1">
      <Button size={size} aria-label={t.decisions.lift(decision.value)} blocked={acts.blocked} onClick={() => acts.lift(decision)}>{t.decisions.unban}</Button>
      {changeable && (acts.blocked
        ? <Button size={size} blocked={acts.blocked} aria-label={t.decisions.change(decision.value)}>{t.decisions.changeShort}<ChevronDown size={13} aria-hidden="true" /></Button>
        : <Menu heading={t.decisions.fromNow} items={items} button={<Button size={size} kind="ghost" aria-label={t.decisions.change(decision.value)}>{t.decisions.changeShort}<ChevronDown size={13} aria-hidden="true" /></Button>} />)}
    </span>
  );
}
