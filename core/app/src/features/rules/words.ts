import type { RuleCondition, RuleFault } from "@/api/types";
import { countryName } from "@/lib/country";
import type { Formats } from "@/lib/format";
import { featureName, featureOf, featureValue, isWindowNamed } from "@/lib/feature";
import type { Lang } from "@/lib/prefs";

import { type Row, secondsOf } from "./draft";
import type { Texts } from "./text/use";

interface Around {
  t: Texts;
  lang: Lang;
  f: Formats;
}

const OF_SOURCE = ["score", "service", "address", "country", "asn", "agent"] as const;
const isOfSource = (field: string): field is (typeof OF_SOURCE)[number] => (OF_SOURCE as readonly string[]).includes(field);

/** What a condition is about, in words; a window that the name leaves out stands behind. */
export function fieldName(field: string, { t, f }: Around): string {
  if (isOfSource(field)) return t.rules.fields[field];
  const { windowSeconds } = featureOf(field);
  const name = featureName(field, t, f);
  return windowSeconds && !isWindowNamed(field) ? t.rules.within(name, f.span(windowSeconds)) : name;
}

const SIGNS: Record<string, string> = { ">=": "≥", "<=": "≤", ">": ">", "<": "<" };

/** A condition in words: what, how it is compared, and with what. */
export function conditionWords({ field, operator, value }: Row | RuleCondition, around: Around): { field: string; operator: string; value: string } {
  const { t } = around;
  const sign = SIGNS[operator];
  const name = fieldName(field, around);
  if (sign) return { field: name, operator: sign, value: numberText(field, Number(value), around) };
  const word = (each: string) => (field === "agent" ? ((t.rules.agents as Record<string, string>)[each] ?? each) : field === "country" ? countryName(each.toUpperCase(), around.lang) : each);
  const said = value.split(", ").map(word).join(", ");
  return { field: name, operator: (t.rules.operators as Record<string, string>)[operator] ?? operator, value: said };
}

/** A number as it is compared with a field. */
export function numberText(field: string, value: number, { f }: Around): string {
  return field === "score" ? f.score(value) : featureValue(field, value, f);
}

export function durationText(duration: string, { f }: Around): string {
  const seconds = secondsOf(duration);
  return seconds > 0 ? f.span(seconds) : duration;
}

/** What is wrong with a text. */
export function faultText({ fault, word }: RuleFault, { t }: Around): string {
  const said = t.rules.faults[fault];
  return typeof said === "function" ? said(word) : said;
}
