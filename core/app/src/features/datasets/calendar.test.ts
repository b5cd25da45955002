import { expect, it } from "vitest";

import { calendar } from "./calendar";

const DAY = 86_400;

it("has a square for each day up to now, whether there is something or not", () => {
  expect(calendar([{ day: 0, rows: 90 }, { day: 2 * DAY, rows: 10 }], 3 * DAY + 5)).toEqual([
    { day: 0, rows: 90, shade: 3 }, { day: DAY, rows: 0, shade: 0 }, { day: 2 * DAY, rows: 10, shade: 1 }, { day: 3 * DAY, rows: 0, shade: 0 },
  ]);
  expect(calendar([], DAY)).toEqual([]);
});

it("looks back 120 days at most", () => {
  const days = calendar([{ day: 0, rows: 1 }, { day: 400 * DAY, rows: 1 }], 400 * DAY);
  expect([days.length, days[0]?.day]).toEqual([120, 281 * DAY]);
});
