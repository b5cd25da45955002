import type { Formats } from "./format";
import type { Msg } from "./i18n/en";

/** A feature's key taken apart: `not_found_paths_600s` is stem `not_found_paths` over 600 s. */
export interface Feature {
  stem: string;
  windowSeconds: number | null;
}

export function featureOf(key: string): Feature {
  const match = /^(.*?)_(\d+)s$/.exec(key);
  return match ? { stem: match[1] ?? key, windowSeconds: Number(match[2]) } : { stem: key, windowSeconds: null };
}

const LONG_SECONDS = 3600;

/** Whether the window is a part of the name: rates stand side by side over several, and others over ten minutes and an hour. */
export function isWindowNamed(key: string): boolean {
  const { stem, windowSeconds } = featureOf(key);
  return stem === "requests" || windowSeconds === LONG_SECONDS;
}

/** The feature's name for people; one that has no name yet is shown readably rather than hidden. */
export function featureName(key: string, t: Msg, f: Formats): string {
  const { stem, windowSeconds } = featureOf(key);
  const words = stem.replaceAll("_", " ");
  const name = (t.features as Record<string, string>)[stem] ?? words.charAt(0).toUpperCase() + words.slice(1);
  return isWindowNamed(key) && windowSeconds ? `${name}, ${f.span(windowSeconds)}` : name;
}

const isShare = (key: string): boolean => key.endsWith("_share");

/** A value in the feature's own unit: a share as percent, rarity (bits) as one in so many, a count plainly. */
export function featureValue(key: string, value: number, f: Formats): string {
  if (isShare(key)) return f.percent(value);
  if (key === "rarity") return `1 : ${f.amount(2 ** value)}`;
  return Math.abs(value) < 10 ? f.decimal(value, 1) : f.amount(value);
}

/** What to put beside the name in a chip: a rate as a multiple of the usual, others by value. */
export function featureSize(key: string, value: number, typical: number, f: Formats, t: Msg): string {
  const counted = ["requests", "pages"].includes(featureOf(key).stem);
  if (counted && typical > 0 && value / typical >= 2) return `${t.unit.times}${f.amount(Math.round(value / typical))}`;
  return featureValue(key, value, f);
}

/** `/ 10 s` after a count over a window, where it says something. */
export function featureWindow(key: string, f: Formats): string {
  const { windowSeconds } = featureOf(key);
  return windowSeconds ? ` / ${f.span(windowSeconds)}` : "";
}
