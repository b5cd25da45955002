import { expect, it } from "vitest";

import { strainsOf } from "./strain";

const at = (share: number, points = 8): number[] => Array.from({ length: points }, () => share);

it("processors that were full for minutes are told, a moment of it is not", () => {
  expect(strainsOf({ cpu: at(0.98), memory: 0.4, disk: 0.5 })).toEqual([{ of: "cpu", share: expect.closeTo(0.98) }]);
  expect(strainsOf({ cpu: [...at(0.3), 1, 1, 1], memory: 0.4, disk: 0.5 })).toEqual([]);
  expect(strainsOf({ cpu: at(1, 3), memory: null, disk: null })).toEqual([]);
});

it("gaps do not count, and what is short of several things says each", () => {
  expect(strainsOf({ cpu: [null, ...at(0.95), null], memory: 0.97, disk: 0.91 }).map(({ of }) => of)).toEqual(["cpu", "memory", "disk"]);
});
