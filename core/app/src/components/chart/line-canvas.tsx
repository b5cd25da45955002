import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";
import uPlot from "uplot";

import type { Marks } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import type { Formats } from "@/lib/format";
import { zoomed } from "@/lib/range";
import { useRange, useSetRange } from "@/lib/view";

import type { ChartProps, Line } from "../line-chart";
import { type Colors, faded, readColors } from "./colors";
import { drawIncidents, drawMarks } from "./marks";
import { pictureOf } from "./picture";
import { SHARED_CROSSHAIR, takeSelection } from "./selection";
import { useText } from "./text/use";

export type Picture = () => Promise<Blob | null>;

interface Props extends ChartProps {
  height: number;
  onPoint: (index: number | null) => void;
  picture: RefObject<Picture | null>;
}

interface Now {
  format: ChartProps["format"];
  f: Formats;
  lines: readonly Line[];
  marks: Marks | undefined;
  onZoom: ChartProps["onZoom"];
  onZoomOut: () => void;
}

/** The canvas of a chart: an island that React frames. New values only redraw it. */
export function LineCanvas({ t, lines, from, to, height, binary = false, format, onZoom, expected, marks, onPoint, picture }: Props) {
  const { f } = useText();
  const [range, setRange] = [useRange(), useSetRange()];
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const banded = expected !== undefined;
  const onZoomOut = () => { if (onZoom) setRange(zoomed(range, true, nowSeconds())); };
  const now = useRef<Now>({ format, f, lines, marks, onZoom, onZoomOut });
  useLayoutEffect(() => {
    now.current = { format, f, lines, marks, onZoom, onZoomOut };
  });
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const colors = readColors();
    const options = optionsOf({ element, height, binary, banded, colors, now, onPoint });
    const made = new uPlot(options, options.series.map(() => []) as unknown as uPlot.AlignedData, element);
    plot.current = made;
    const seen = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    seen.observe(element);
    return () => {
      seen.disconnect();
      made.destroy();
    };
  }, [height, binary, banded, onPoint]);
  useEffect(() => {
    plot.current?.batch(() => {
      plot.current?.setData([[...t], ...lines.map(({ values }) => [...values]), ...bandOf(lines[0], expected)], false);
      plot.current?.setScale("x", { min: from, max: Math.max(to, from + 1) });
    });
  }, [t, lines, expected, from, to]);
  useEffect(() => {
    if (marks) plot.current?.redraw(false);
  }, [marks]);
  useImperativeHandle(picture, () => () => (plot.current ? pictureOf(plot.current.ctx.canvas, readColors().panel) : Promise.resolve(null)));
  return <div ref={host} style={{ height }} className="w-full min-w-0 overflow-hidden" />;
}

/** The edges of what was expected, and the first line where it is above them. */
function bandOf(first: Line | undefined, expected: ChartProps["expected"]): (number | null)[][] {
  if (!expected || !first) return [];
  const above = first.values.map((value, i) => {
    const bound = expected.high[i] ?? null;
    return value === null || bound === null ? null : Math.max(value, bound);
  });
  return [[...expected.low], [...expected.high], above];
}

interface Wanted {
  element: HTMLElement;
  height: number;
  binary: boolean;
  banded: boolean;
  colors: Colors;
  now: { current: Now };
  onPoint: (index: number | null) => void;
}

const BINARY = Array.from({ length: 48 }, (_, power) => 2 ** power);
const EDGE: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } };

function optionsOf({ element, height, binary, banded, colors, now, onPoint }: Wanted): uPlot.Options {
  const axis = { stroke: colors.text, font: "11px Geist, sans-serif", ticks: { show: false } };
  const count = now.current.lines.length;
  return {
    width: Math.max(element.clientWidth, 200),
    height,
    padding: [now.current.marks ? 14 : 6, 8, 0, 0],
    legend: { show: false },
    scales: { x: { time: true, range: (_, min, max) => [min, max] }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.12 : 1] } },
    axes: [
      { ...axis, size: 22, gap: 3, grid: { show: false }, space: 70, values: (_, marks, __, ___, step) => marks.map((mark) => now.current.f.axis(mark, step)) },
      { ...axis, size: 66, gap: 5, space: 26, ...(binary && { incrs: BINARY }), grid: { stroke: colors.grid, width: 1 }, values: (_, marks) => marks.map((mark) => now.current.format(mark)) },
    ],
    series: [{}, ...now.current.lines.map((line) => drawn(line)), ...(banded ? [EDGE, EDGE, EDGE] : [])],
    bands: banded ? [{ series: [count + 2, count + 1], fill: colors.band }, { series: [count + 3, count + 2], fill: faded(colors.excess, 0.5) }] : [],
    cursor: { drag: { x: Boolean(now.current.onZoom), y: false, setScale: false }, points: { show: false }, sync: SHARED_CROSSHAIR, bind: { dblclick: () => () => { now.current.onZoomOut(); return null; } } },
    hooks: {
      drawClear: [(u) => now.current.marks && drawIncidents(u, now.current.marks.incidents, colors)],
      draw: [(u) => now.current.marks && drawMarks(u, now.current.marks, colors)],
      setCursor: [(u) => onPoint(u.cursor.left === undefined || u.cursor.left < 0 ? null : (u.cursor.idx ?? null))],
      setSelect: [(u) => selected(u, now.current)],
    },
  };
}

function drawn({ color, steps, dashed, filled }: Line): uPlot.Series {
  const stroke = getComputedStyle(document.documentElement).getPropertyValue(`--${color}`).trim();
  const paths = steps ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    stroke, width: 1.5, points: { show: false },
    ...(paths && { paths }), ...(dashed && { dash: [4, 4] }), ...(filled && { fill: `${stroke}1c` }),
  };
}

function selected(u: uPlot, { onZoom }: Now): void {
  const taken = takeSelection(u);
  if (taken) onZoom?.(taken.from, taken.to);
}
