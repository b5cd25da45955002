import { expect, it } from "vitest";

import type { Row } from "@/api/lines/buffer";
import { heightOf, linesOf, offsetsOf, rowAt, widthOf } from "./layout";

const row = (key: number, text: string): Row => ({ key, kind: "line", line: { type: "line", id: String(key), at: 0, source: "", text, stream: "", level: "", fields: {}, matched: true, cut_bytes: 0 } });
const cut = { columns: null, unfolded: new Set<number>() };

it("a long line takes one line where it is cut, and as many as it needs where it is wrapped", () => {
  expect([linesOf(row(1, "x".repeat(95)), cut), linesOf(row(1, "x".repeat(95)), { ...cut, columns: 40 })]).toEqual([1, 3]);
});

it("lines that belong together take one until they are unfolded", () => {
  const trace = row(7, "a\nb\nc");
  expect([linesOf(trace, cut), linesOf(trace, { ...cut, unfolded: new Set([7]) })]).toEqual([1, 3]);
});

it("colours take no room, and wide signs take two cells", () => {
  expect(linesOf(row(1, "\u001b[31mred\u001b[0m"), { ...cut, columns: 3 })).toBe(1);
  expect(widthOf("日本語 ok")).toBe(9);
});

it("the row at a height is found", () => {
  const offsets = offsetsOf([row(1, "a"), row(2, "b".repeat(30)), row(3, "c")], { ...cut, columns: 10 });
  expect([...offsets]).toEqual([0, heightOf(1), heightOf(1) + heightOf(3), 2 * heightOf(1) + heightOf(3)]);
  expect([0, 23, 24, 83, 84, 999].map((y) => rowAt(offsets, y))).toEqual([0, 0, 1, 1, 2, 2]);
});
