import type { LocationSpec } from "@/api/types";

export type Action = "service" | "redirect" | "answer";

export const FRESH_LOCATION: LocationSpec = { match: { kind: "prefix", path: "/new/", ignore_case: false, final: false }, request_headers: [], response_headers: [] };

export const actionOf = ({ redirect, answer_status }: LocationSpec): Action => (redirect ? "redirect" : answer_status == null ? "service" : "answer");

/** The same path with something else done to it: what belongs to what was done before goes. */
export function withAction(location: LocationSpec, action: Action): LocationSpec {
  const plain = { ...location, service: null, redirect: null, answer_status: null };
  if (action === "service") return plain;
  const alone = { ...plain, rewrite: null, canary: null };
  return action === "redirect" ? { ...alone, redirect: { to: "/", status: 302 } } : { ...alone, answer_status: 404 };
}

/** The same with another path; what only one kind of match may have goes with it. */
export function withMatch(location: LocationSpec, kind: LocationSpec["match"]["kind"], text: string): LocationSpec {
  const { ignore_case, final } = location.match;
  const match = kind === "regex" ? { kind, path: null, regex: text, ignore_case, final: false } : { kind, path: text, regex: null, ignore_case: false, final: kind === "prefix" && final };
  const keeps = kind === "prefix" || !location.rewrite?.strip_prefix;
  return { ...location, match, rewrite: keeps ? (location.rewrite ?? null) : null };
}

const OWN = new Set(["match", "service", "redirect", "answer_status", "rewrite"]);

/** How many more things are said of it than the form shows. */
export const moreOf = (location: LocationSpec): number => Object.entries(location).filter(([name, value]) => !OWN.has(name) && value != null && !(Array.isArray(value) && value.length === 0)).length;
