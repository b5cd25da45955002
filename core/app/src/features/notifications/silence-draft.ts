import type { Hours, Silence } from "@/api/types";
import { parseInstant } from "@/lib/typed-range";

import { draftOf, type MatcherDraft, matcherOf } from "./matcher-draft";
import { EVERYTHING } from "./requests";
import { Unsaid } from "./unsaid";

/** A silence while somebody writes it. `once` lasts `seconds`; `weekly` holds within `hours`, if `ends` is empty for ever. */
export interface SilenceDraft {
  events: MatcherDraft;
  mode: "once" | "weekly";
  begins: string;
  seconds: number;
  ends: string;
  hours: Hours;
  note: string;
}

export const silenceDraft = (hours: Hours): SilenceDraft => ({ events: draftOf(EVERYTHING), mode: "once", begins: "", seconds: 4 * 3600, ends: "", hours, note: "" });

interface Around {
  now: number;
  zone: string;
  badTime: string;
  badLabel: (line: string) => string;
}

/** What was written. Throws Unsaid where a time is none, or a label. */
export function silenceOf({ events, mode, begins, seconds, ends, hours, note }: SilenceDraft, { now, zone, badTime, badLabel }: Around): Silence["silence"] {
  const at = (text: string, empty: number): number => {
    const found = text.trim() ? parseInstant(text, now, zone) : empty;
    if (found === null) throw new Unsaid(badTime);
    return Math.floor(found);
  };
  const from = at(begins, now);
  const written = { events: matcherOf(events, badLabel), threads: [], begins: from, note };
  return mode === "once" ? { ...written, until: from + seconds, hours: null } : { ...written, until: at(ends, 0), hours };
}
