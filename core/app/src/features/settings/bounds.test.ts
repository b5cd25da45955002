import { expect, it } from "vitest";

import { isWithin, shownAs, valueOf } from "./bounds";

const MINUTES = { least: 60, most: 86_400, unit: 60 };
const PERCENT = { least: 0, most: 0.1, unit: 0.01 };
const COUNT = { least: 0, most: 10_000, unit: 1 };

it.each([
  [600, MINUTES, "10", "10"],
  [90, MINUTES, "1.5", "1,5"],
  [0.005, PERCENT, "0.5", "0,5"],
  [0.07, PERCENT, "7", "7"],
  [10_000, COUNT, "10000", "10000"],
])("%d is typed as it is shown, and read back the same", (value, bound, english, russian) => {
  expect([shownAs(value, bound, "en"), shownAs(value, bound, "ru")]).toEqual([english, russian]);
  expect([valueOf(english, bound), valueOf(russian, bound)]).toEqual([value, value]);
});

it.each([["", COUNT], ["a", MINUTES], ["1.5", COUNT], ["0.01", MINUTES], ["1.2.3", PERCENT]])("%j is no number that is taken", (text, bound) => {
  expect(isWithin(valueOf(text, bound), bound)).toBe(false);
});

it("bounds themselves are within", () => {
  expect([59, 60, 86_400, 86_401].map((value) => isWithin(value, MINUTES))).toEqual([false, true, true, false]);
});
