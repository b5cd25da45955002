import type uPlot from "uplot";

/** The instants of what was dragged over, in whole seconds; null for a press. What is marked is let go of. */
export function takeSelection(u: uPlot): { from: number; to: number } | null {
  const { left, width } = u.select;
  if (width < 5) return null;
  const [from, to] = [u.posToVal(left, "x"), u.posToVal(left + width, "x")];
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  return { from: Math.floor(from), to: Math.ceil(Math.max(to, from + 10)) };
}

const SHARED: ReadonlySet<string> = new Set(["mousemove", "mouseleave"]);

/** The crosshair is at one instant in all charts of a screen; what is dragged over is each chart's own. */
export const SHARED_CROSSHAIR: uPlot.Cursor.Sync = {
  key: "screen", setSeries: false, scales: ["x", null], filters: { pub: (type) => SHARED.has(type), sub: (type) => SHARED.has(type) },
};
