import type { Container } from "@/api/types";
import type { Group } from "@/lib/view";

export interface Bundle {
  name: string;
  containers: Container[];
}

/** Containers under what they belong to, by name; those that belong to nothing come last, under "". */
export function grouped(containers: readonly Container[], by: Group): Bundle[] {
  const found = new Map<string, Container[]>();
  for (const each of containers) {
    const name = by === "node" ? each.node_name : each[by];
    const members = found.get(name);
    if (members) members.push(each);
    else found.set(name, [each]);
  }
  return [...found].map(([name, members]) => ({ name, containers: members })).toSorted((a, b) => Number(a.name === "") - Number(b.name === "") || a.name.localeCompare(b.name));
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
