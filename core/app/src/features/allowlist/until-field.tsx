import { SelectField } from "@/components/field";
import { nowSeconds } from "@/lib/clock";
import { unix } from "@/lib/instant";

import { inSeconds } from "./requests";
import { useText } from "./text/use";

const DAY = 86_400;
const SPANS = [0, DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY];

interface Props {
  value: string | null;
  /** What it was, which may be kept. */
  before?: string | null;
  onChange: (until: string | null) => void;
}

/** Until when, of some usual spans and what was said before. */
export function UntilField({ value, before, onChange }: Props) {
  const { t, f } = useText();
  const spans = SPANS.map((seconds) => ({ value: String(seconds), label: seconds === 0 ? t.allowlist.forGood : f.span(seconds) }));
  const kept = before ? [{ value: "keep", label: `${f.moment(unix(before))} (${t.allowlist.spans.keep})` }] : [];
  const left = value === null ? 0 : unix(value) - nowSeconds();
  const nearest = SPANS.reduce((best, span) => (Math.abs(span - left) < Math.abs(best - left) ? span : best), 0);
  return <SelectField label={t.allowlist.until} value={before && value === before ? "keep" : String(value === null ? 0 : nearest)} options={[...kept, ...spans]} onChange={(chosen) => onChange(chosen === "keep" ? (before ?? null) : inSeconds(Number(chosen)))} />;
}
