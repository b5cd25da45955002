import type uPlot from "uplot";

import type { Incident } from "@/api/types";
import { unix } from "@/lib/instant";
import type { SeriesWindow } from "@/lib/series";
import { levelOf, levelOfScore } from "@/lib/severity";

import type { Colors } from "./colors";

const SHOWN_FROM = 0.33;

/** Clips to the plot and works in its pixels, leaving the canvas as it was. */
function within(u: uPlot, draw: (pixel: number) => void): void {
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

/** The score as a strip of colour on the time axis; only what is worth a look. */
export function drawScores(u: uPlot, window: SeriesWindow, colors: Colors): void {
  within(u, (pixel) => {
    const bottom = u.bbox.top + u.bbox.height;
    const width = Math.max(1, u.valToPos(window.stepSeconds, "x", true) - u.valToPos(0, "x", true));
    window.t.forEach((at, i) => {
      const score = window.cells.score[i];
      if (score == null || score < SHOWN_FROM) return;
      u.ctx.fillStyle = colors.severity[levelOfScore(score) - 1] ?? "";
      u.ctx.fillRect(u.valToPos(at, "x", true), bottom - 5 * pixel, width + 0.5, 5 * pixel);
    });
  });
}

/** ▼ at the top edge where a decision was made; those within 5 px are one mark. */
export function drawDecisions(u: uPlot, instants: readonly number[], colors: Colors): void {
  within(u, (pixel) => {
    let last = Number.NEGATIVE_INFINITY;
    u.ctx.fillStyle = colors.strong;
    for (const at of instants) {
      const x = u.valToPos(at, "x", true);
      if (x - last < 5 * pixel || x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
      last = x;
      const y = u.bbox.top - 4 * pixel;
      u.ctx.beginPath();
      u.ctx.moveTo(x - 4 * pixel, y);
      u.ctx.lineTo(x + 4 * pixel, y);
      u.ctx.lineTo(x, y + 7 * pixel);
      u.ctx.fill();
    }
  });
}

/** The newest point as a dot. */
export function drawNow(u: uPlot, at: number, value: number, colors: Colors): void {
  const [x, y] = [u.valToPos(at, "x", true), u.valToPos(value, "y", true)];
  u.ctx.save();
  u.ctx.fillStyle = colors.line;
  for (const [radius, alpha] of [[6, 0.25], [3, 1]] as const) {
    u.ctx.globalAlpha = alpha;
    u.ctx.beginPath();
    u.ctx.arc(x, y, radius * devicePixelRatio, 0, Math.PI * 2);
    u.ctx.fill();
  }
  u.ctx.restore();
}
