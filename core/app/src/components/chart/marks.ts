import type uPlot from "uplot";

import type { Marks } from "@/api/types";
import { unix } from "@/lib/instant";
import { levelOf } from "@/lib/severity";

import type { Colors } from "./colors";

type Incident = Pick<Marks["incidents"][number], "severity" | "started_at" | "ended_at">;

/** Clips to the plot and works in its pixels, leaving the canvas as it was. */
export function within(u: uPlot, draw: (pixel: number) => void): void {
  const { left, top, width, height } = u.bbox;
  u.ctx.save();
  u.ctx.beginPath();
  u.ctx.rect(left, top - 12 * devicePixelRatio, width, height + 12 * devicePixelRatio);
  u.ctx.clip();
  draw(devicePixelRatio);
  u.ctx.restore();
}

/** Tinted windows of incidents, under the lines. */
export function drawIncidents(u: uPlot, incidents: readonly Incident[], colors: Colors): void {
  within(u, (pixel) => {
    for (const incident of incidents) {
      const from = u.valToPos(unix(incident.started_at), "x", true);
      const to = incident.ended_at ? u.valToPos(unix(incident.ended_at), "x", true) : u.bbox.left + u.bbox.width;
      const level = levelOf(incident.severity) - 1;
      u.ctx.fillStyle = colors.soft[level] ?? "";
      u.ctx.fillRect(from, u.bbox.top, Math.max(to - from, 2 * pixel), u.bbox.height);
      u.ctx.fillStyle = colors.severity[level] ?? "";
      u.ctx.fillRect(from, u.bbox.top, 1.5 * pixel, u.bbox.height);
    }
  });
}

/** Draws a shape of eight pixels at the top edge at each instant (Unix seconds, oldest first); those within 5 px are one. */
function drawAlong(u: uPlot, instants: readonly number[], shape: (x: number, y: number, pixel: number) => void): void {
  within(u, (pixel) => {
    let last = Number.NEGATIVE_INFINITY;
    for (const at of instants) {
      const x = u.valToPos(at, "x", true);
      if (x - last < 5 * pixel || x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
      last = x;
      u.ctx.beginPath();
      shape(x, u.bbox.top - 4 * pixel, pixel);
    }
  });
}

function polygon(u: uPlot, ...points: readonly (readonly [number, number])[]): void {
  for (const [x, y] of points) u.ctx.lineTo(x, y);
  u.ctx.closePath();
}

/** ▼ at the top edge where a decision was made. */
export function drawDecisions(u: uPlot, instants: readonly number[], colors: Colors): void {
  drawAlong(u, instants, (x, y, pixel) => {
    u.ctx.fillStyle = colors.strong;
    polygon(u, [x - 4 * pixel, y], [x + 4 * pixel, y], [x, y + 7 * pixel]);
    u.ctx.fill();
  });
}

/** ◆ on a thin line where configuration was brought to the nodes. */
export function drawDeployments(u: uPlot, instants: readonly number[], colors: Colors): void {
  drawAlong(u, instants, (x, y, pixel) => {
    u.ctx.fillStyle = colors.ok;
    u.ctx.globalAlpha = 0.45;
    u.ctx.fillRect(x - pixel / 2, u.bbox.top, pixel, u.bbox.height);
    u.ctx.globalAlpha = 1;
    polygon(u, [x - 4 * pixel, y + 3 * pixel], [x, y - pixel], [x + 4 * pixel, y + 3 * pixel], [x, y + 7 * pixel]);
    u.ctx.fill();
  });
}

/** ○ where replicas became more or fewer. */
export function drawScaling(u: uPlot, instants: readonly number[], colors: Colors): void {
  drawAlong(u, instants, (x, y, pixel) => {
    u.ctx.arc(x, y + 3 * pixel, 3 * pixel, 0, Math.PI * 2);
    u.ctx.fillStyle = colors.panel;
    u.ctx.fill();
    u.ctx.strokeStyle = colors.third;
    u.ctx.lineWidth = 1.5 * pixel;
    u.ctx.stroke();
  });
}

/** Everything that happened, over the lines of a chart. */
export function drawMarks(u: uPlot, marks: Marks, colors: Colors): void {
  drawDeployments(u, marks.deployments.map((mark) => unix(mark.started_at)), colors);
  drawScaling(u, marks.scaling.filter(isMove).map((mark) => unix(mark.at)), colors);
  drawDecisions(u, marks.decisions.map((mark) => unix(mark.at)), colors);
}

export const isMove = ({ kind }: Marks["scaling"][number]): boolean => kind === "more" || kind === "less";
