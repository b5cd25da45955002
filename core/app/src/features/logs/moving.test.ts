import { expect, it } from "vitest";

import type { Row } from "@/api/lines/buffer";
import { nextLine } from "./moving";

const line = (key: number) => ({ key, kind: "line" }) as Row;
const rows: Row[] = [line(11), line(12), { key: 13, kind: "gap", from: 0, to: 1 }, line(14), line(15)];
const sight = { first: 1, last: 3 };

it("steps from line to line, over what is none, and stops at the ends", () => {
  expect([nextLine(rows, 12, 1, sight), nextLine(rows, 14, -1, sight)]).toEqual([3, 1]);
  expect([nextLine(rows, 15, 1, sight), nextLine(rows, 11, -1, sight)]).toEqual([-1, -1]);
});

it("begins with what is in sight, also where the line that was current has been let go", () => {
  expect([nextLine(rows, null, 1, sight), nextLine(rows, null, -1, sight)]).toEqual([1, 3]);
  expect(nextLine(rows, 9, -1, sight)).toBe(3);
  expect(nextLine([], null, 1, { first: 0, last: 0 })).toBe(-1);
});
