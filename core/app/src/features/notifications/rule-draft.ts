import type { NotificationRule } from "@/api/types";

import { draftOf, type MatcherDraft, matcherOf } from "./matcher-draft";
import { EVERYTHING } from "./requests";

type Rule = NotificationRule["rule"];

/** A rule while somebody writes it: what is text there, and the rest as it is. */
export interface RuleDraft extends Omit<Rule, "events" | "group_by"> {
  events: MatcherDraft;
  fields: string[];
  labels: string;
}

export const FIELDS = ["kind", "severity", "service", "node"] as const;
const LABEL = "label:";
const isLabel = (field: string): boolean => field.startsWith(LABEL);

/** What a new rule begins with: what is high or critical, to a chat. */
const NEW: Rule = {
  events: { ...EVERYTHING, severity: "high" }, chats: [], hours: null, criticals_always: true, group_by: [], group_seconds: 300,
  repeat_seconds: 0, escalate_to: [], escalate_seconds: 0, damping: { times: 4, seconds: 1800 }, summary: "", enabled: true,
};

export function ruleDraft(rule: Rule = NEW): RuleDraft {
  const { events, group_by, ...rest } = { ...NEW, ...rule };
  return { ...rest, events: draftOf(events), fields: group_by.filter((field) => !isLabel(field)), labels: group_by.filter(isLabel).map((field) => field.slice(LABEL.length)).join(", ") };
}

/** What was written. Nobody is escalated to without a time, and at no time without somebody. Throws Unsaid. */
export function ruleOf({ events, fields, labels, escalate_to, escalate_seconds, ...rest }: RuleDraft, bad: (line: string) => string): Rule {
  const named = labels.split(",").map((label) => label.trim()).filter(Boolean).map((label) => `${LABEL}${label}`);
  const escalates = escalate_to.length > 0 && escalate_seconds > 0;
  return { ...rest, events: matcherOf(events, bad), group_by: [...fields, ...named], escalate_to: escalates ? escalate_to : [], escalate_seconds: escalates ? escalate_seconds : 0 };
}
