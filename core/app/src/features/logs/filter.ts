import type { Asked } from "@/api/address";
import { instantText } from "@/lib/instant";
import type { Range } from "@/lib/range";
import type { ViewSearch } from "@/lib/view";

export const LEVELS = ["fatal", "error", "warning", "info", "debug", "trace", ""] as const;
export type Level = (typeof LEVELS)[number];

/** In a URL a level has a name; lines without one are called `none`. */
export const levelName = (level: string): string => level || "none";

/** What the URL says of lines, as the API wants it. `name=value` fields are parted by spaces. */
export function filterOf({ q = "", how, level = [] }: ViewSearch): Asked {
  const levels = level.map((each) => (each === "none" ? "" : each));
  const asked: Asked = levels.length > 0 ? { level: levels } : {};
  if (!q) return asked;
  if (how === "regex") return { ...asked, regex: q };
  if (how === "field") return { ...asked, field: q.split(/\s+/).filter(Boolean) };
  return { ...asked, search: q, ignore_case: true };
}

/** Whether the filter can be asked: a field is `name=value`. */
export const isAskable = ({ q = "", how }: ViewSearch): boolean =>
  how !== "field" || q.split(/\s+/).every((each) => !each || /^[^=]+=/.test(each));

const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800] as const;

/** The width of a histogram's steps: about `count` of them, of a length that people count in. */
export const stepOf = (seconds: number, count: number): number => WIDTHS.find((width) => width * count >= seconds) ?? 604_800;

/** What is asked for of a range: of a live one, what comes, after the newest lines of the time before. */
export function spanOf(range: Range, now: number, lines: number): Asked {
  if (range.kind === "live") return { follow: true, tail: lines, since: instantText(now - range.seconds) };
  return { tail: lines, since: instantText(range.from), until: instantText(range.to) };
}
