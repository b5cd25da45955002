import { expect, it } from "vitest";

import { sinceFirst } from "./spark";

const NOTHING: null[] = Array<null>(10).fill(null);

it("a young line begins with its first value", () => {
  expect(sinceFirst([null, null, 1, 2, null, 3, 4, 5])).toEqual([1, 2, null, 3, 4, 5]);
});

it("a line of a single value keeps some room before it", () => {
  expect(sinceFirst([...NOTHING, 7])).toEqual([null, null, null, null, null, 7]);
});

it("a line of nothing stays as it is", () => {
  expect(sinceFirst(NOTHING)).toEqual(NOTHING);
});
