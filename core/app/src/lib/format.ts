import type { Msg } from "./i18n/en";
import type { Lang } from "./prefs";
import { zoneName } from "./zone";

const NBSP = "\u00a0";
const NONE = "—";

/** Everything that turns numbers and instants into text of one language and zone. Instants are Unix seconds. */
export interface Formats {
  /** A rate or a count: 4.2, 948, 7,978, 17.2k. */
  amount(value: number | null | undefined): string;
  integer(value: number): string;
  /** A share in [0, 1] as percent: 0.4%, 65%. */
  percent(share: number | null | undefined): string;
  ms(value: number | null | undefined): string;
  score(value: number): string;
  decimal(value: number, digits: number): string;
  bytes(value: number | null | undefined): string;
  /** 18:17:36 */
  clock(unix: number): string;
  /** 22 Nov, 18:17:36 */
  moment(unix: number): string;
  /** 22 Nov 2026 */
  date(unix: number): string;
  /** Labels of a time axis whose marks are `step` seconds apart. */
  axis(unix: number, step: number): string;
  /** The largest unit or two: 6 min, 1 h 30 min. */
  span(seconds: number): string;
  /** 3:58:03 */
  countdown(seconds: number): string;
  ago(seconds: number): string;
}

export function makeFormats(lang: Lang, zonePreference: string, t: Msg): Formats {
  const zone = zoneName(zonePreference);
  const numbers = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(lang, options);
    return (value: number) => format.format(value);
  };
  const times = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { timeZone: zone, hourCycle: "h23", ...options });
    return (unix: number) => format.format(unix * 1000);
  };
  const integer = numbers({ maximumFractionDigits: 0 });
  const small = numbers({ maximumFractionDigits: 1 });
  const compact = numbers({ notation: "compact", maximumSignificantDigits: 3 });
  const percents = [0, 1, 2].map((digits) => numbers({ style: "percent", maximumFractionDigits: digits }));
  const score = numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const clock = times({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const hour = times({ hour: "2-digit", minute: "2-digit" });
  const day = times({ day: "numeric", month: "short" });
  const date = times({ day: "numeric", month: "short", year: "numeric" });
  const moment = times({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });

  const span = (seconds: number): string => {
    const parts: string[] = [];
    let rest = Math.max(0, Math.round(seconds));
    for (const [unit, size] of [[t.unit.day, 86400], [t.unit.hour, 3600], [t.unit.minute, 60], [t.unit.second, 1]] as const) {
      const count = Math.floor(rest / size);
      if (count > 0) parts.push(`${integer(count)}${NBSP}${unit}`);
      else if (parts.length > 0) break;
      rest -= count * size;
      if (parts.length === 2) break;
    }
    return parts.join(NBSP) || `0${NBSP}${t.unit.second}`;
  };

  return {
    integer,
    score,
    clock,
    date,
    moment,
    span,
    amount: (value) => {
      if (value == null || !Number.isFinite(value)) return NONE;
      const size = Math.abs(value);
      if (size >= 9999.5) return compact(value).replace(/(\d)K$/, "$1k");
      return size < 9.95 ? small(value) : integer(value);
    },
    percent: (share) => {
      if (share == null || !Number.isFinite(share)) return NONE;
      const size = Math.abs(share);
      // What is nearly all is not all: 99.6% is not 100%.
      const digits = size < 0.00995 || (size > 0.9995 && size < 1) ? 2 : size < 0.0995 || (size > 0.995 && size < 1) ? 1 : 0;
      return percents[digits]?.(share) ?? NONE;
    },
    ms: (value) => (value == null ? NONE : `${value < 9.95 ? small(value) : integer(value)}${NBSP}${t.unit.ms}`),
    decimal: (value, digits) => value.toLocaleString(lang, { maximumFractionDigits: digits }),
    bytes: (value) => bytesText(value, lang),
    axis: (unix, step) => (step >= 86400 ? day(unix) : step >= 60 ? hour(unix) : clock(unix)),
    countdown: (seconds) => countdownText(seconds, t.unit.day),
    ago: (seconds) => (seconds < 5 ? t.unit.justNow : t.unit.ago(coarse(seconds, span))),
  };
}

/** Ages need one unit only: 6 min, not 6 min 12 s. */
function coarse(seconds: number, span: (seconds: number) => string): string {
  const size = [86400, 3600, 60].find((unit) => seconds >= unit) ?? 1;
  return span(Math.floor(seconds / size) * size);
}

function bytesText(value: number | null | undefined, lang: Lang): string {
  if (value == null) return NONE;
  const units = lang === "ru" ? ["Б", "КиБ", "МиБ", "ГиБ", "ТиБ"] : ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  const size = value / 1024 ** power;
  return `${size.toLocaleString(lang, { maximumFractionDigits: size < 10 && power > 0 ? 1 : 0 })}${NBSP}${units[power] ?? ""}`;
}

const two = (value: number) => String(value).padStart(2, "0");

function countdownText(seconds: number, day: string): string {
  const left = Math.max(0, Math.round(seconds));
  const days = Math.floor(left / 86400);
  const [hours, minutes] = [Math.floor((left % 86400) / 3600), Math.floor((left % 3600) / 60)];
  if (days > 0) return `${days}${NBSP}${day} ${hours}:${two(minutes)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
}
