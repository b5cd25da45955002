import { expect, it } from "vitest";

import type { Line } from "../line-chart";
import { folded } from "./fold";

const line = (name: string, values: Line["values"]): Line => ({ name, values, color: "s1" });

it("six lines are told apart", () => {
  const six = Array.from({ length: 6 }, (_, i) => line(String(i), [i]));
  expect(folded(six, String)).toBe(six);
});

it("of more, the five highest stay and the others are one, of which no peak is lost", () => {
  const lines = [line("a", [9, 9]), line("b", [8, 8]), line("c", [7, 7]), line("d", [6, 6]), line("e", [5, 5]), line("f", [1, null]), line("g", [null, 4])];
  const found = folded(lines, (others) => `${others} others`);
  expect(found.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e", "2 others"]);
  expect(found.at(-1)?.values).toEqual([1, 4]);
});

it("a gap in all others stays a gap", () => {
  const lines = Array.from({ length: 7 }, (_, i) => line(String(i), [7 - i, null]));
  expect(folded(lines, String).at(-1)?.values).toEqual([2, null]);
});
