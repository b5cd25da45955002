import type { ScalingReason } from "@/api/types";
import type { Formats } from "@/lib/format";

import type { Texts } from "./text/use";

type Code = ScalingReason["code"];
type Tell = (r: Texts["scaling"]["reasons"], said: Said, f: Formats) => string;

/** What a reason is told with. What is not there, as a newer core may leave it out, is zero or empty. */
class Said {
  constructor(private readonly args: ScalingReason["args"]) {}
  has = (name: string): boolean => this.args[name] != null;
  number = (name: string): number => Number(this.args[name] ?? 0);
  text = (name: string): string => String(this.args[name] ?? "");
}

const bound = (told: "least" | "most"): Tell => (r, said, f) =>
  [r[told](f.integer(said.number("bound")), f.integer(said.number("wanted"))), said.number("scheduled") ? r.scheduled : ""].filter(Boolean).join(", ");

const load: Tell = (r, said, f) => [
  r.load(said.text("metric"), f.percent(said.number("busy")), f.percent(said.number("target")), f.span(said.number("seconds"))),
  said.has("panic") && r.panic,
  said.has("forecast") && r.forecast(f.percent(said.number("forecast"))),
  said.has("room") && r.room(f.percent(said.number("room"))),
].filter(Boolean).join(", ");

const TELL: Record<Code, Tell> = {
  load,
  none_ready: (r) => r.noneReady,
  beyond_budget: (r, said) => r.beyondBudget(said.number("replicas")),
  for_anomalous: (r, said) => r.forAnomalous(said.number("replicas")),
  kept: (r, said, f) => r.kept(f.integer(said.number("wanted")), f.integer(said.number("kept")), f.span(said.number("seconds"))),
  growth_paused: (r, said, f) => r.growthPaused(f.integer(said.number("wanted"))),
  up_delay: (r, said, f) => r.upDelay(f.integer(said.number("wanted")), f.span(said.number("seconds"))),
  shrinking_paused: (r, said, f) => r.shrinkingPaused(f.integer(said.number("wanted"))),
  flap_budget: (r, said, f) => r.flapBudget(f.integer(said.number("wanted")), said.number("turns")),
  tolerance: (r, said, f) => r.tolerance(f.integer(said.number("wanted"))),
  least: bound("least"),
  most: bound("most"),
  decided_before: (r) => r.decidedBefore,
  no_telemetry: (r, said, f) => r.noTelemetry(f.span(said.number("seconds"))),
  target_unknown: (r, said) => r.targetUnknown(said.text("metric")),
  paused_in: (r) => r.pausedIn,
  paused_out: (r) => r.pausedOut,
  paused_both: (r) => r.pausedBoth,
  resumed: (r) => r.resumed,
  no_memory: (r, said) => r.noMemory(said.number("replicas")),
  no_template: (r, said) => r.noTemplate(said.number("replicas"), said.text("container")),
  node: (_, said) => `${said.text("node")}: ${said.text("text")}`,
  said: (_, said) => said.text("text"),
};

/** A reason in the reader's language; one of a newer core in the core's own words. */
export function reasonText({ code, args, text }: ScalingReason, { scaling }: Texts, f: Formats): string {
  const tell: Tell | undefined = TELL[code];
  return tell?.(scaling.reasons, new Said(args), f) ?? text;
}

export const reasonsText = (reasons: readonly ScalingReason[], t: Texts, f: Formats): string => reasons.map((reason) => reasonText(reason, t, f)).join("; ");
