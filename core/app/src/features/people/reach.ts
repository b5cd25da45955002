import { KINDS, type Limits } from "./limits";
import type { Texts } from "./text/use";

/** How far something reaches, in a line. */
export function reachText(limits: Limits, { people }: Texts): string {
  const parts = KINDS.flatMap((kind) => {
    const names = limits[kind];
    return names === null ? [] : [`${people.limits[kind]}: ${names.join(", ") || people.none}`];
  });
  return parts.join(" · ") || people.everything;
}
