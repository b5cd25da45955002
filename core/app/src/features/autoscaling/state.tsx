import type { ScaledService, ScalingReason } from "@/api/types";
import { StateMark } from "@/components/status";

export type State = "waiting" | "held" | "trouble" | "growing" | "shrinking" | "steady" | "paused" | "trial";

/** What a service's scaling is about, the gravest first. */
export function stateOf({ decided_at, held, troubles, paused_in, paused_out, desired, current, dry_run }: ScaledService): State {
  if (decided_at === null || desired === null) return "waiting";
  if (troubles.length > 0) return "trouble";
  if (held) return "held";
  if (paused_in && paused_out) return "paused";
  if (desired === current) return "steady";
  if (dry_run) return "trial";
  return desired > current ? "growing" : "shrinking";
}

/** What there is to say in one line: troubles, or else what was measured. */
export const firstOf = ({ troubles, reasons }: ScaledService): readonly ScalingReason[] => (troubles.length > 0 ? troubles : reasons.slice(0, 1));

const MARKS = { waiting: "new", held: "warn", trouble: "down", growing: "ok", shrinking: "ok", steady: "ok", paused: "new", trial: "new" } as const;

export function ScaledMark({ service }: { service: ScaledService }) {
  return <StateMark state={MARKS[stateOf(service)]} />;
}
