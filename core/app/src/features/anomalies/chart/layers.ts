import type uPlot from "uplot";

import type { Formats } from "@/lib/format";
import type { Msg } from "@/lib/i18n/en";
import type { Column, SeriesWindow } from "@/lib/series";
import { severityName, levelOfScore } from "@/lib/severity";
import type { Tab } from "@/lib/view";

import { type Colors, faded } from "@/components/chart/colors";

type Cells = (number | null)[];

/** One line of the tooltip. */
export interface Line {
  color: string | null;
  label: string;
  value: string;
}

/** What a tab draws: its lines, the areas between them, and what it says at a point. */
export interface Layers {
  series: uPlot.Series[];
  bands: uPlot.Band[];
  columns: readonly Column[];
  /** Turns the columns asked for into the columns drawn. */
  draw(columns: Cells[], stepSeconds: number): Cells[];
  tell(window: SeriesWindow, i: number): Line[];
}

const stroke = (color: string, width = 1.5): uPlot.Series => ({ stroke: color, width, points: { show: false }, spanGaps: false });
const edge = (): uPlot.Series => ({ stroke: "transparent", width: 0, points: { show: false } });

export function layersOf(tab: Tab, colors: Colors, t: Msg, f: Formats): Layers {
  if (tab === "statuses") return statuses(colors, f);
  return tab === "latency" ? latency(colors, t, f) : requests(colors, t, f);
}

function requests(colors: Colors, t: Msg, f: Formats): Layers {
  return {
    columns: ["rps", "expected_low", "expected_high", "rps_max", "refused_rps"],
    series: [
      edge(), edge(), edge(),
      stroke(faded(colors.line, 0.3), 1),
      { ...stroke(colors.refused, 1.25), dash: [4, 3] },
      { ...stroke(colors.line), fill: faded(colors.line, 0.07) },
    ],
    bands: [
      { series: [2, 1], fill: colors.band },
      { series: [3, 2], fill: faded(colors.excess, 0.5) },
    ],
    draw([rps = [], low = [], high = [], peak = [], refused = []], stepSeconds) {
      const above = rps.map((value, i) => {
        const bound = high[i] ?? null;
        return value === null || bound === null ? null : Math.max(value, bound);
      });
      return [low, high, above, stepSeconds > 1 ? peak : peak.map(() => null), risen(refused), rps];
    },
    tell({ cells }, i) {
      const [rps, low, high] = [cells.rps[i] ?? null, cells.expected_low[i] ?? null, cells.expected_high[i] ?? null];
      const [score, refused] = [cells.score[i] ?? null, cells.refused_rps[i] ?? 0];
      const lines: Line[] = [{ color: colors.line, label: t.chart.observed, value: f.amount(rps) }];
      if (low !== null && high !== null) lines.push({ color: colors.band, label: t.chart.expected, value: `${f.amount(low)}–${f.amount(high)}` });
      if (rps !== null && high !== null && rps > high) lines.push({ color: colors.excess, label: t.chart.above, value: `+${f.amount(rps - high)}` });
      if (refused > 0) lines.push({ color: colors.refused, label: t.chart.refused, value: f.amount(refused) });
      if (score !== null) lines.push({ color: null, label: t.chart.score, value: `${f.score(score)} · ${t.severity[severityName(levelOfScore(score))]}` });
      return lines;
    },
  };
}

/** A line that is drawn only where it leaves zero. */
const risen = (cells: Cells): Cells =>
  cells.map((value, i) => ((value ?? 0) > 0 || (cells[i - 1] ?? 0) > 0 || (cells[i + 1] ?? 0) > 0 ? value : null));

const STATUSES = ["status_2xx", "status_3xx", "status_4xx", "status_5xx"] as const;

export const statusColors = (colors: Colors): string[] => [colors.line, colors.third, colors.warn, colors.bad];

function statuses(colors: Colors, f: Formats): Layers {
  const shades = statusColors(colors);
  return {
    columns: STATUSES,
    series: shades.map((shade, i) => ({ ...stroke(shade, 1.25), ...(i === 0 ? { fill: faded(shade, 0.22) } : {}) })),
    bands: [2, 3, 4].map((upper) => ({ series: [upper, upper - 1], fill: faded(shades[upper - 1] ?? "#000000", 0.42) })),
    draw(columns) {
      const sums: Cells[] = [];
      columns.forEach((column, c) => sums.push(column.map((value, i) => (value === null ? null : value + (sums[c - 1]?.[i] ?? 0)))));
      return sums;
    },
    tell: ({ cells }, i) =>
      STATUSES.map((name, c) => ({ color: shades[c] ?? null, label: name.slice(7), value: f.amount(cells[name][i]) })).toReversed(),
  };
}

function latency(colors: Colors, t: Msg, f: Formats): Layers {
  return {
    columns: ["latency_mean_ms", "latency_p95_ms"],
    series: [stroke(colors.line), stroke(colors.warn)],
    bands: [],
    draw: (columns) => columns,
    tell: ({ cells }, i) => [
      { color: colors.warn, label: t.chart.p95, value: f.ms(cells.latency_p95_ms[i]) },
      { color: colors.line, label: t.chart.mean, value: f.ms(cells.latency_mean_ms[i]) },
    ],
  };
}
