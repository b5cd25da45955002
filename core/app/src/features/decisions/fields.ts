import type { Decision } from "@/api/types";
import { featureName } from "@/lib/feature";
import type { Formats } from "@/lib/format";
import { type Fields, matcher, tokensOf } from "@/lib/token-filter";

import type { Texts } from "./text/use";

/** Who decided: a person, a rule by its name, or the detector. */
export const deciderOf = ({ origin, rule, decided_by }: Decision, t: Texts): string =>
  origin === "detector" ? t.decisions.detector : origin === "rule" ? (rule?.name || t.decisions.rule) : decided_by;

/** Why, in short: what it was, and the reason that somebody gave or the strongest features. Both are anybody's text. */
export function whyOf({ origin, kind, said, reasons }: Decision, t: Texts, f: Formats): readonly [string, string] {
  const what = origin === "person" && kind === "unknown" ? t.evidence.basis.person : t.kind[kind];
  return [what, said || reasons.slice(0, 2).map((reason) => featureName(reason.feature, t, f)).join(", ")];
}

const fieldsOf = (t: Texts): Fields<Decision> => ({
  source: { read: (row) => row.value, whole: true }, type: { read: (row) => row.type, whole: true }, service: { read: (row) => row.service }, kind: { read: (row) => row.kind, whole: true },
  origin: { read: (row) => row.origin, whole: true }, by: { read: (row) => [row.decided_by, deciderOf(row, t)] }, scope: { read: (row) => row.scope, whole: true },
  state: { read: (row) => (row.simulated ? ["simulated"] : ["real"]), whole: true }, score: { read: (row) => row.score },
});

/** Rows that match a filter; words are looked for in all that is shown of a row. */
export function filtered(rows: readonly Decision[], q: string, t: Texts, f: Formats): readonly Decision[] {
  if (!q) return rows;
  return rows.filter(matcher(q, fieldsOf(t), (row) => [row.value, row.service, row.decided_by, row.id, deciderOf(row, t), t.decisions.types[row.type], ...whyOf(row, t, f)].join("\n")));
}

/** The word by which the core can already leave most out: an address or a part of one. */
export const coreWord = (q: string): string =>
  tokensOf(q).find(({ name, negated, value }) => !negated && (name === "source" || (name === "" && /^[\d.:a-f]+$/i.test(value))))?.value ?? "";

export function valuesOf(rows: readonly Decision[], name: string, t: Texts): readonly string[] {
  const read: Record<string, (row: Decision) => string> = {
    source: (row) => row.value, type: (row) => row.type, service: (row) => row.service, kind: (row) => row.kind, origin: (row) => row.origin, by: (row) => deciderOf(row, t), scope: (row) => row.scope,
    state: (row) => (row.simulated ? "simulated" : "real"),
  };
  return [...new Set(rows.map((row) => read[name]?.(row) ?? ""))].filter(Boolean).toSorted();
}
