import { expect, it } from "vitest";

import { source } from "@/testing/fixtures";

import { heldOrder, sorted } from "./order";

const a = source({ source: "a", score: 0.9, rps: 1 });
const b = source({ source: "b", score: 0.8, rps: 5 });
const c = source({ source: "c", score: 0.7, rps: 3 });
const names = (rows: readonly { source: string }[]) => rows.map((row) => row.source);

it("rows are ordered by what was asked for, and ties by name", () => {
  expect(names(sorted([c, b, a], "score"))).toEqual(["a", "b", "c"]);
  expect(names(sorted([c, b, a], "rps"))).toEqual(["b", "c", "a"]);
});

it("while held, rows keep their places and take fresh values", () => {
  const risen = { ...c, score: 0.99 };
  const held = heldOrder([a, b, c], [risen, a, b]);
  expect(names(held)).toEqual(["a", "b", "c"]);
  expect(held[2]?.score).toBe(0.99);
});

it("while held, what has gone stays and what is new comes last", () => {
  expect(names(heldOrder([a, b], [c, b]))).toEqual(["a", "b", "c"]);
});
