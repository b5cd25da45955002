import { expect, it } from "vitest";

import { most, summed } from "./sums";

it("interfaces add up, and a gap is one only where all have it", () => {
  expect(summed([[1, null, null], [2, 3, null]])).toEqual([3, 3, null]);
  expect(summed([])).toEqual([]);
});

it("an average never hides the fullest disk", () => {
  expect([most([0.2, null, 0.97]), most([null])]).toEqual([0.97, null]);
});
