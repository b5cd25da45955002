/** Wall-clock fields in some time zone; `month` from 1. */
export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** The IANA name behind a preference: `browser`, `UTC` or a name. Unknown names fall back to the browser's. */
export function zoneName(zone: string): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  if (zone === "browser") return own;
  try {
    return Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return own;
  }
}

const fields = new Map<string, Intl.DateTimeFormat>();

export function wallOf(unix: number, zone: string): Wall {
  let format = fields.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit", second: "2-digit",
    });
    fields.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(unix * 1000).map((part) => [part.type, Number(part.value)]));
  const of = (name: string) => parts[name] ?? 0;
  return {
    year: of("year"), month: of("month"), day: of("day"),
    hour: of("hour"), minute: of("minute"), second: of("second"),
  };
}

/** Seconds that the zone is ahead of UTC at an instant. */
export function offsetSeconds(unix: number, zone: string): number {
  const wall = wallOf(Math.floor(unix), zone);
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second) / 1000 - Math.floor(unix);
}

/** The instant of a wall-clock time. A time skipped by a change of clocks becomes the one after it. */
export function unixOf(wall: Wall, zone: string): number {
  const naive = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second) / 1000;
  const guess = naive - offsetSeconds(naive, zone);
  return naive - offsetSeconds(guess, zone);
}

const two = (value: number) => String(value).padStart(2, "0");

/** `2026-11-22 18:04:05`: the form that the range fields show and read. */
export function wallText(unix: number, zone: string): string {
  const wall = wallOf(unix, zone);
  return `${wall.year}-${two(wall.month)}-${two(wall.day)} ${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}`;
}

/** `UTC+3`, `UTC−4:30`. */
export function offsetLabel(unix: number, zone: string): string {
  const minutes = Math.round(offsetSeconds(unix, zone) / 60);
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${two(size % 60)}` : "";
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
}
