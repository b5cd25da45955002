import type { Formats } from "./format";
import type { Msg } from "./i18n/en";

/** A value of a metric in its unit. */
export function metricText(value: number | null | undefined, unit: string, { t, f }: { t: Msg; f: Formats }): string {
  if (value == null) return "—";
  switch (unit) {
    case "share": return f.percent(value);
    case "bytes": return f.bytes(value);
    case "bytes_per_second": return `${f.bytes(value)}${t.unit.rate}`;
    case "per_second": return `${f.amount(value)}${t.unit.rate}`;
    case "seconds": return Math.abs(value) < 10 ? f.ms(value * 1000) : f.span(value);
    case "celsius": return `${f.decimal(value, 0)} °C`;
    default: return f.amount(value);
  }
}
