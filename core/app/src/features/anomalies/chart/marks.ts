import type uPlot from "uplot";

import type { Colors } from "@/components/chart/colors";
import { within } from "@/components/chart/marks";
import type { SeriesWindow } from "@/lib/series";
import { levelOfScore } from "@/lib/severity";

const SHOWN_FROM = 0.33;

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
