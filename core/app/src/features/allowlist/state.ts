import type { AllowEntry } from "@/api/types";

import { endsSoon } from "./requests";

export type State = "unused" | "ending" | "used" | "young";

/** Whether an entry is still justified, as far as its use tells. */
export function stateOf(entry: AllowEntry): State {
  if (entry.unused) return "unused";
  if (endsSoon(entry)) return "ending";
  return entry.last_at ? "used" : "young";
}

export const TONE: Record<State, string> = { unused: "bg-warn", ending: "bg-accent", used: "bg-ok", young: "bg-off" };
