import type { Container } from "@/api/types";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";

import { portText, stateText } from "./columns";
import type { Texts } from "./text/use";

/** What limits a container has, in a line. */
export function limitsText({ limits }: Container, t: Texts, f: Formats): string {
  const { cpus, memory_bytes: memory, pids } = limits as Record<string, number | undefined>;
  return [cpus !== undefined && `${f.decimal(cpus, 2)} CPU`, memory !== undefined && f.bytes(memory), pids !== undefined && `${f.integer(pids)} PID`].filter(Boolean).join(", ") || t.containers.unlimited;
}

/** What is known of a container, for being laid beside what is known of another. */
export function known(container: Container, t: Texts, f: Formats): readonly (readonly [string, string])[] {
  const moment = (instant: string | null) => (instant ? f.moment(unix(instant)) : "—");
  return [
    [t.containers.state, [stateText(container, t), container.oom_killed && "OOM"].filter(Boolean).join(", ")], [t.containers.restarts, f.integer(container.restarts)],
    [t.containers.node, container.node_name], [t.containers.image, container.image], [t.containers.imageMade, moment(container.image_created_at)], [t.containers.started, moment(container.started_at)],
    [t.containers.service, container.service || "—"], [t.containers.project, container.project || "—"],
    [t.containers.ports, container.ports.map(portText).join(", ") || "—"], [t.containers.limits, limitsText(container, t, f)],
  ];
}
