import { expect, it } from "vitest";

import { incident } from "@/testing/fixtures";

import { placePills } from "./lane";

const START = Date.parse("2026-11-22T18:00:00Z") / 1000;
const frame = { from: START, to: START + 3600, left: 60, width: 720 };
const at = (seconds: number, ended: number | null) =>
  incident({ id: String(seconds), started_at: new Date((START + seconds) * 1000).toISOString(), ended_at: ended === null ? null : new Date((START + ended) * 1000).toISOString() });
const width = () => 120;

it("a pill stands where its incident starts", () => {
  expect(placePills([at(600, 900)], frame, width)[0]).toMatchObject({ left: 180, width: 120 });
});

it("the newest incident keeps its words, its neighbour shrinks to a glyph, and none overlap", () => {
  const placed = placePills([at(3400, 3450), at(3500, null), at(600, 700)], frame, width);
  expect(placed.map((pill) => pill.incident.id)).toEqual(["3500", "3400", "600"]);
  const [newest, middle] = placed;
  expect(newest?.width).toBe(120);
  expect((middle?.left ?? 0) + (middle?.width ?? 0)).toBeLessThanOrEqual(newest?.left ?? 0);
});

it("an incident outside the window has no pill", () => {
  expect(placePills([at(-900, -600), at(4000, null)], frame, width)).toEqual([]);
});

it("an incident from before the window starts at its edge", () => {
  expect(placePills([at(-900, 300)], frame, width)[0]?.left).toBe(60);
});
