import { expect, it } from "vitest";

import { oddsOf, pOf } from "./odds";

it("odds are read back however thousands are parted", () => {
  for (const text of ["10000", "10,000", "10 000", "10\u00a0000", "10.000"]) expect(pOf(text)).toBe(1e-4);
  expect(oddsOf(1e-4)).toBe(10_000);
});

it("what is no threshold is told from what is", () => {
  for (const text of ["", "nine", "9", "-100", "1e99"]) expect(pOf(text)).toBeNull();
});
