import uPlot from "uplot";

import type { Marks } from "@/api/types";
import { type Colors, readColors } from "@/components/chart/colors";
import { drawIncidents, drawMarks } from "@/components/chart/marks";
import { pictureOf } from "@/components/chart/picture";
import { SHARED_CROSSHAIR, takeSelection } from "@/components/chart/selection";
import type { Formats } from "@/lib/format";
import type { Msg } from "@/lib/i18n/en";
import { lowerBound, SeriesWindow } from "@/lib/series";
import type { Tab } from "@/lib/view";

import { type Layers, layersOf } from "./layers";
import { drawNow, drawScores } from "./marks";
import { Tooltip } from "./tooltip";

/** Where instants lie, in CSS pixels of the chart: for what is laid over it. */
export interface Frame {
  from: number;
  to: number;
  left: number;
  width: number;
}

interface Options {
  tab: Tab;
  t: Msg;
  f: Formats;
  onZoom: (from: number, to: number) => void;
  onZoomOut: () => void;
  onFrame: (frame: Frame) => void;
}

/** The traffic chart: an island that React frames but never redraws. */
export class TrafficPlot {
  private readonly colors: Colors = readColors();
  private readonly layers: Layers;
  private readonly tooltip: Tooltip;
  private readonly u: uPlot;
  private window = new SeriesWindow();
  private marks: Marks | undefined;

  constructor(private readonly host: HTMLElement, private readonly options: Options) {
    this.layers = layersOf(options.tab, this.colors, options.t, options.f);
    this.u = new uPlot(this.plotOptions(), [[], ...this.layers.series.map(() => [])], host);
    this.tooltip = new Tooltip(host);
  }

  /** Shows `window` between two instants. */
  update(window: SeriesWindow, from: number, to: number): void {
    this.window = window;
    const { t, columns } = window.withGaps(this.layers.columns);
    const drawn = this.layers.draw(columns, window.stepSeconds);
    this.u.batch(() => {
      this.u.setData([t, ...drawn], false);
      this.u.setScale("x", { min: from, max: to });
    });
    const { left, width } = this.u.bbox;
    this.host.setAttribute("aria-label", this.summary());
    this.options.onFrame({ from, to, left: left / devicePixelRatio, width: width / devicePixelRatio });
  }

  /** What happened meanwhile. */
  mark(marks: Marks | undefined): void {
    if (this.marks === marks) return;
    this.marks = marks;
    this.u.redraw(false);
  }

  /** Fills its host again. */
  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width > 0 && (width !== this.u.width || height !== this.u.height)) this.u.setSize({ width, height });
  }

  picture(): Promise<Blob | null> {
    return pictureOf(this.u.ctx.canvas, this.colors.panel);
  }

  destroy(): void {
    this.tooltip.remove();
    this.u.destroy();
  }

  /** The chart in a sentence, for who does not see it. */
  private summary(): string {
    const { t, f } = this.options;
    const { t: instants, cells } = this.window;
    const highest = cells.rps.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
    const last = cells.rps.findLast((value) => value !== null) ?? 0;
    return t.chart.summary(f.moment(instants[0] ?? 0), f.moment(instants.at(-1) ?? 0), f.amount(highest), f.amount(last));
  }

  private plotOptions(): uPlot.Options {
    const { tab, f, onZoomOut } = this.options;
    const { colors } = this;
    const axis = { stroke: colors.text, font: "11.5px Geist, sans-serif", ticks: { show: false } };
    const value = (amount: number) => (tab === "latency" ? f.ms(amount) : f.amount(amount));
    return {
      width: Math.max(this.host.clientWidth, 280),
      height: Math.max(this.host.clientHeight, 200),
      padding: [14, 18, 0, 0],
      legend: { show: false },
      scales: { x: { time: true, range: (_, min, max) => [min, max] }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.12 : 1] } },
      axes: [
        { ...axis, size: 26, gap: 4, grid: { show: false }, space: 76, values: (_, marks, __, ___, step) => marks.map((mark) => f.axis(mark, step)) },
        { ...axis, size: 62, gap: 6, space: 44, grid: { stroke: colors.grid, width: 1 }, values: (_, marks) => marks.map(value) },
      ],
      series: [{}, ...this.layers.series],
      bands: this.layers.bands,
      cursor: {
        drag: { x: true, y: false, setScale: false },
        points: { show: false },
        sync: SHARED_CROSSHAIR,
        bind: { dblclick: () => () => { onZoomOut(); return null; } },
      },
      hooks: {
        drawClear: [(u) => this.marks && drawIncidents(u, this.marks.incidents, colors)],
        draw: [(u) => this.drawOver(u)],
        setCursor: [(u) => this.follow(u)],
        setSelect: [(u) => this.selected(u)],
      },
    };
  }

  private drawOver(u: uPlot): void {
    drawScores(u, this.window, this.colors);
    if (this.marks) drawMarks(u, this.marks, this.colors);
    const last = this.window.t.length - 1;
    const [at, value] = [this.window.t[last], this.window.cells.rps[last]];
    const max = u.scales["x"]?.max ?? 0;
    if (this.options.tab === "requests" && at !== undefined && value != null && at <= max) drawNow(u, at, value, this.colors);
  }

  private follow(u: uPlot): void {
    const { left = -1, top = 0 } = u.cursor;
    if (left < 0 || this.window.t.length === 0) return this.tooltip.hide();
    const at = u.posToVal(left, "x");
    const i = Math.min(this.window.t.length - 1, Math.max(0, lowerBound(this.window.t, at - this.window.stepSeconds / 2)));
    const instant = this.window.t[i] ?? 0;
    if (Math.abs(instant - at) > Math.max(this.window.stepSeconds * 2, 5)) return this.tooltip.hide();
    const offset = u.bbox.left / devicePixelRatio;
    this.tooltip.show(this.options.f.moment(instant), this.layers.tell(this.window, i), left + offset, top);
  }

  private selected(u: uPlot): void {
    const taken = takeSelection(u);
    if (taken) this.options.onZoom(taken.from, taken.to);
  }
}
