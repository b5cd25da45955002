import type { Incident } from "@/api/types";
import { unix } from "@/lib/instant";
import type { Range } from "@/lib/range";

const SHORTEST = 60;
const LONGEST_BEFORE = 3600;

/** From when to when an incident is looked at, and what came before is compared to. Unix seconds. */
export interface Around {
  before: number;
  from: number;
  to: number;
  after: number;
}

/** As long before as it lasted, within a minute and an hour; `now` where it goes on. */
export function aroundOf({ started_at, ended_at }: Pick<Incident, "started_at" | "ended_at">, now: number): Around {
  const from = Math.floor(unix(started_at));
  const to = Math.max(Math.ceil(ended_at === null ? now : unix(ended_at)), from + 10);
  const span = Math.min(Math.max(to - from, SHORTEST), LONGEST_BEFORE);
  return { before: from - span, from, to, after: ended_at === null ? to : Math.min(Math.ceil(to + span / 2), Math.max(to, Math.ceil(now))) };
}

export const rangeOf = ({ before, after }: Around): Range => ({ kind: "fixed", from: before, to: after });
