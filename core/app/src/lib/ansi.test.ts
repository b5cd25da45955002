import { expect, it } from "vitest";

import { piecesOf, withoutColors } from "./ansi";

const ESC = "\u001b";

it("a line is cut at its colours", () => {
  expect(piecesOf(`a${ESC}[1;31mb${ESC}[0mc`)).toEqual([
    { text: "a", color: null, bold: false }, { text: "b", color: 1, bold: true }, { text: "c", color: null, bold: false },
  ]);
});

it("bright and indexed colours are known, backgrounds and millions are not", () => {
  expect(piecesOf(`${ESC}[92ma${ESC}[38;5;3mb${ESC}[38;2;1;2;3mc${ESC}[48;5;31md`).map((piece) => piece.color)).toEqual([10, 3, null, null]);
});

it("what is no colour stays text, and nothing is an empty piece", () => {
  expect(piecesOf(`${ESC}[2Jx`)[0]?.text).toBe(`${ESC}[2Jx`);
  expect(piecesOf("")).toEqual([{ text: "", color: null, bold: false }]);
  expect(withoutColors(`${ESC}[31mred${ESC}[m`)).toBe("red");
});
