import type { Chat, Hours, Matcher, NotificationThread } from "@/api/types";

import type { Texts } from "./text/use";

export const STATUSES = ["waiting", "delivered", "digested", "refused", "dropped"] as const;
export const KINDS = ["incident", "rule", "ban", "budget", "alarm", "node", "certificate", "deployment", "scaling", "sign_in", "health"] as const;
export const SEVERITIES = ["low", "medium", "high", "critical"] as const;

export const statusOf = (text: string | undefined): NotificationThread["status"] | undefined => STATUSES.find((status) => status === text);

/** What a chat is called, or where it is. */
export const chatName = ({ title, address, topic }: Pick<Chat, "title" | "address" | "topic">): string => title || (topic ? `${address} / ${topic}` : address);

/** Names and patterns as people write them; `*` alone is everything, and is not said. */
export const globsText = (globs: readonly string[] = []): string => (globs.length === 1 && globs[0] === "*" ? "" : globs.join(", "));

/** Which events are meant, in a line: kinds, where, from which severity on. */
export function matcherText({ kinds = [], severity = "low", services, nodes, labels = {} }: Partial<Matcher>, t: Texts): string {
  const where = [globsText(services), globsText(nodes), ...Object.entries(labels).map(([name, globs]) => `${name} = ${globs.join(", ")}`)].filter(Boolean);
  return [kinds.map((kind) => t.notes.kinds[kind]).join(", "), severity !== "low" && t.told.atLeast(t.severity[severity]), ...where].filter(Boolean).join(" · ") || t.silences.everything;
}

/** At which hours, in a line: `Mon, Tue 09:00–18:00 Europe/Moscow`. */
export function hoursText({ weekdays, begin, end, timezone }: Hours, t: Texts): string {
  const days = weekdays.length === 7 ? t.told.everyDay : weekdays.toSorted((a, b) => a - b).map((day) => t.told.dayNames[day]).join(", ");
  return `${t.told.atHours(days, begin, end)} ${timezone}`;
}
