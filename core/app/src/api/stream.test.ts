import { expect, it } from "vitest";

import { LineCutter } from "./stream";

it("lines come out whole however the stream is cut, and empty ones say nothing", () => {
  const cutter = new LineCutter<{ n: number }>();
  const pieces = ['{"n":1}\n\n{"n"', ":2}", '\n{"n":3}\n{"n":'];
  expect(pieces.flatMap((piece) => cutter.push(piece)).map(({ n }) => n)).toEqual([1, 2, 3]);
});

it("a line without an end is not held for ever", () => {
  const cutter = new LineCutter();
  const piece = "x".repeat(1 << 20);
  expect(() => {
    for (let i = 0; i < 4; i += 1) cutter.push(piece);
  }).toThrow("A line without an end");
});
