import { orderly, parseSpan, type Range, rangeOf } from "./range";
import { unixOf, wallOf } from "./zone";

/** An instant in any form that people paste: ISO, `2026-11-22 18:04`, `22.11.2026 18:04`, `18:04`, Unix s or ms, `now-2h`. */
export function parseInstant(text: string, now: number, zone: string): number | null {
  const clean = text.trim();
  const relative = /^(?:now|сейчас)(?:\s*-\s*(.+))?$/i.exec(clean);
  if (relative) {
    const span = relative[1] ? parseSpan(relative[1]) : 0;
    return span === null ? null : now - span;
  }
  if (/^\d{9,10}$/.test(clean)) return Number(clean);
  if (/^\d{13}$/.test(clean)) return Number(clean) / 1000;
  if (/T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(clean)) {
    const unix = Date.parse(clean) / 1000;
    return Number.isFinite(unix) ? unix : null;
  }
  return parseWall(clean, now, zone);
}

function parseWall(text: string, now: number, zone: string): number | null {
  const time = String.raw`(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?)?`;
  const iso = new RegExp(String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})${time}$`).exec(text);
  const dotted = new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?${time}$`).exec(text);
  const bare = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text);
  const today = wallOf(now, zone);
  let date: (string | number | undefined)[] = [today.year, today.month, today.day];
  let hours: (string | undefined)[] = [];
  if (iso) [date, hours] = [iso.slice(1, 4), iso.slice(4, 7)];
  else if (dotted) [date, hours] = [[dotted[3] ?? today.year, dotted[2], dotted[1]], dotted.slice(4, 7)];
  else if (bare) hours = bare.slice(1, 4);
  else return null;
  const [year, month, day] = date.map(Number) as [number, number, number];
  const [hour, minute, second] = [0, 1, 2].map((i) => Number(hours[i] ?? 0)) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null;
  return unixOf({ year, month, day, hour, minute, second }, zone);
}

/** Whatever a person typed or pasted into the range box, or null when it is no range. */
export function parseRange(text: string, now: number, zone: string): Range | null {
  const clean = text.trim();
  const span = parseSpan(clean);
  if (span !== null) return { kind: "live", seconds: span };
  if (/^https?:\/\//.test(clean)) return parseLink(clean);
  const halves = clean.split(/\s*(?:\.\.|—|–|\sto\s|\sпо\s|\s-\s)\s*/);
  if (halves.length === 1) {
    const at = parseInstant(clean, now, zone);
    return at === null ? null : orderly(at - 900, at + 900);
  }
  const [from, to] = [halves[0] ?? "", halves[1] ?? ""].map((half) => parseInstant(half, now, zone));
  return from == null || to == null || halves.length > 2 ? null : orderly(from, to);
}

function parseLink(link: string): Range | null {
  const query = new URL(link).searchParams;
  return rangeOf({ range: query.get("range") ?? undefined, from: Number(query.get("from")), to: Number(query.get("to")) });
}
