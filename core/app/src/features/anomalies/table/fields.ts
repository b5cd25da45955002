import type { AnomalousSource } from "@/api/types";
import { countryName } from "@/lib/country";
import { featureName } from "@/lib/feature";
import type { Formats } from "@/lib/format";
import type { Msg } from "@/lib/i18n/en";
import type { Lang } from "@/lib/prefs";
import { type Fields, matcher } from "@/lib/token-filter";

export const keyOf = (row: AnomalousSource): string => `${row.source}|${row.service}`;

export const STATES = ["open", "banned", "challenged", "limited", "simulated", "allowed"] as const;
type State = (typeof STATES)[number];

const HELD = { ban: "banned", challenge: "challenged", limit: "limited", observe: "open" } as const;

/** What holds for a source, in one word; a simulated decision holds nobody back. */
export function stateName({ allowed, decision }: AnomalousSource): State {
  if (allowed) return "allowed";
  if (decision?.simulated) return "simulated";
  return decision ? HELD[decision.type] : "open";
}

/** A source held back only in simulation is still open to be decided about. */
const statesOf = (row: AnomalousSource): readonly State[] => (stateName(row) === "simulated" ? ["simulated", "open"] : [stateName(row)]);

/** Rows that match a filter. Words are looked for in names as people read them, those of countries and reasons too. */
export function filtered(rows: readonly AnomalousSource[], q: string, t: Msg, f: Formats, lang: Lang): readonly AnomalousSource[] {
  if (!q) return rows;
  const reasons = (row: AnomalousSource) => row.reasons.map(({ feature }) => featureName(feature, t, f));
  const fields: Fields<AnomalousSource> = {
    source: { read: (row) => row.source, whole: true }, service: { read: (row) => row.service }, path: { read: (row) => row.top_path }, reason: { read: reasons },
    country: { read: (row) => row.country, whole: true }, asn: { read: (row) => [String(row.asn), `AS${row.asn}`], whole: true }, state: { read: statesOf, whole: true },
    score: { read: (row) => row.score }, rps: { read: (row) => row.rps }, share: { read: (row) => row.traffic_share }, requests: { read: (row) => row.requests },
  };
  const words = (row: AnomalousSource) =>
    [row.source, row.service, row.top_path, row.scope, row.country && countryName(row.country, lang), row.asn && `AS${row.asn}`, row.asn_name, ...reasons(row)].join("\n");
  return rows.filter(matcher(q, fields, words));
}

/** Values that can be looked for among the rows. */
export function valuesOf(rows: readonly AnomalousSource[], name: string): readonly string[] {
  const read: Record<string, (row: AnomalousSource) => string> = {
    source: (row) => row.source, service: (row) => row.service, country: (row) => row.country, asn: (row) => (row.asn ? `AS${row.asn}` : ""), path: (row) => row.top_path,
  };
  if (name === "state") return STATES;
  return [...new Set(rows.map((row) => read[name]?.(row) ?? ""))].filter(Boolean).toSorted();
}
