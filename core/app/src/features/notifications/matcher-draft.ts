import type { Matcher } from "@/api/types";

import { Unsaid } from "./unsaid";
import { globsText } from "./words";

/** Which events are meant, while somebody writes it: patterns and labels are text. */
export interface MatcherDraft {
  kinds: Matcher["kinds"];
  severity: Matcher["severity"];
  services: string;
  nodes: string;
  labels: string;
}

const LABEL = /^([a-z][a-z0-9_]{0,31})\s*=\s*(\S.*)$/;

export const draftOf = ({ kinds, severity, services, nodes, labels = {} }: Matcher): MatcherDraft => ({
  kinds, severity, services: globsText(services), nodes: globsText(nodes),
  labels: Object.entries(labels).map(([name, globs]) => `${name} = ${globs.join(", ")}`).join("\n"),
});

/** Patterns as they are sent; none are everything. */
export function globsOf(text: string): string[] {
  const globs = text.split(",").map((glob) => glob.trim()).filter(Boolean);
  return globs.length > 0 ? globs : ["*"];
}

/** Whether nothing is left out. */
export const isEverything = ({ kinds, severity, services, nodes, labels }: MatcherDraft): boolean =>
  kinds.length === 0 && severity === "low" && labels.trim() === "" && [services, nodes].every((globs) => globsOf(globs).includes("*"));

/** What was written. Throws Unsaid where a line is no label; `bad` says so to people. */
export function matcherOf({ kinds, severity, services, nodes, labels }: MatcherDraft, bad: (line: string) => string): Matcher {
  const lines = labels.split("\n").map((line) => line.trim()).filter(Boolean);
  const found = lines.map((line) => {
    const [, name, globs] = LABEL.exec(line) ?? [];
    if (!name || !globs) throw new Unsaid(bad(line));
    return [name, globsOf(globs)] as const;
  });
  return { kinds, severity, services: globsOf(services), nodes: globsOf(nodes), labels: Object.fromEntries(found) };
}
