import { nowSeconds } from "@/lib/clock";
import { isEndless, unix } from "@/lib/instant";
import { showToast } from "@/lib/toasts";

import { act, followOutcome, lift, newKey, type Surroundings, titleOf } from "./acts";
import { api } from "./client";
import { unwrap } from "./problem";
import type { Decision, DecisionChange } from "./types";

const patch = (id: string, body: DecisionChange) =>
  unwrap(api.PATCH("/api/v1/decisions/{decision_id}", { params: { path: { decision_id: id }, header: { "Idempotency-Key": newKey() } }, body }));

const again = (made: Decision) => unwrap(api.POST("/api/v1/decisions", {
  body: { source: made.value, scope: made.scope === "range" ? "range" : "ip", service: made.service, type: kindOf(made), duration_seconds: leftOf(made), reason: made.said },
  params: { header: { "Idempotency-Key": newKey() } },
}));

/** What a person can have decided instead: automation alone only watches. */
const kindOf = ({ type }: Decision) => (type === "observe" ? "limit" : type);

/** Lets a decision hold longer or shorter, or be another one; undoing makes it what it was. Answers what stands in its place. */
export async function changeDecision(around: Surroundings, decision: Decision, change: DecisionChange): Promise<Decision | null> {
  const { t, f } = around;
  const kind = change.type ?? kindOf(decision);
  const made = await act(around, [decision.value], kind, () => patch(decision.id, change));
  if (!made) return null;
  const was: DecisionChange = { type: kindOf(decision), duration_seconds: leftOf(decision) ?? "until_lifted" };
  const until = unix(made.until_at);
  const title = titleOf(t, kind, decision.value, isEndless(until, nowSeconds()) ? "" : f.span(until - nowSeconds()));
  const toast = showToast({ tone: "done", title, note: made.simulated ? t.act.simulated : t.act.applying, undo: () => void act(around, [decision.value], kind, () => patch(made.id, was)) });
  if (!made.simulated) void followOutcome(around, [made.id], toast);
  return made;
}

/** Ends several decisions before their time; undoing makes each again for what was left. */
export async function liftMany(around: Surroundings, decisions: readonly Decision[]): Promise<void> {
  const values = decisions.map(({ value }) => value);
  const done = await act(around, values, "clear", () => Promise.all(decisions.map(({ id }) => lift(id))));
  if (done === null) return;
  const undo = () => void act(around, values, "ban", () => Promise.all(decisions.map(again)));
  showToast({ tone: "done", title: around.t.act.liftedMany(decisions.length), undo });
}

/** What is left of a decision in whole seconds; null: it holds until it is lifted. */
function leftOf({ until_at }: Decision): number | null {
  const [until, now] = [unix(until_at), nowSeconds()];
  return isEndless(until, now) ? null : Math.max(10, Math.round(until - now));
}
