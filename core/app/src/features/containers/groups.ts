import type { Container } from "@/api/types";
import type { Group } from "@/lib/view";

/** What a container belongs to; "" where that is nothing. */
export const nameOfGroup = (container: Container, by: Group): string => (by === "node" ? container.node_name : container[by]);

/** How many run of how many, in each group. */
export function runningIn(containers: readonly Container[], by: Group): ReadonlyMap<string, readonly [running: number, all: number]> {
  const found = new Map<string, readonly [number, number]>();
  for (const each of containers) {
    const [running, all] = found.get(nameOfGroup(each, by)) ?? [0, 0];
    found.set(nameOfGroup(each, by), [running + Number(each.state === "running"), all + 1]);
  }
  return found;
}

export type Mark = "ok" | "warn" | "down" | "new";

/** How well a container is, for its mark: stopped on purpose is neither well nor unwell. */
export function markOf({ state, health, exit_code, oom_killed }: Container): Mark {
  if (state === "running") return health === "unhealthy" ? "down" : health === "starting" ? "warn" : "ok";
  if (state === "restarting") return "warn";
  if (state === "dead" || (state === "exited" && (oom_killed || !FINE_EXITS.has(exit_code)))) return "down";
  return "new";
}

// 0: it came to its end; 137, 143: somebody stopped it.
const FINE_EXITS: ReadonlySet<number> = new Set([0, 137, 143]);
