import { expect, it } from "vitest";

import { dots, landOf, spotsOf } from "./dots";
import { COLUMNS, HEIGHT } from "./land";

it("runs of land become dots, odd rows half a dot to the right", () => {
  expect(landOf(".2DE2/.1FR1")).toEqual(new Map([["DE", "M2 0.00h0M3 0.00h0"], ["FR", "M1.5 0.87h0"]]));
});

it("a country without a dot has a place", () => {
  expect(spotsOf("SG1009,327 MT688,184").get("SG")).toEqual([100.9, 32.7]);
});

it("the world has its large countries as dots and its small ones as places, all of them within the frame", () => {
  const { land, spots } = dots();
  for (const code of ["US", "RU", "BR", "IN", "AU", "ZA", "DE", "JP"]) expect(land.get(code)).toBeDefined();
  for (const code of ["SG", "MT", "NL", "HK"]) expect(land.has(code) || spots.has(code)).toBe(true);
  const places = [...[...land.values()].flatMap((path) => [...path.matchAll(/M(\S+) (\S+)h/g)].map(([, x, y]) => [Number(x), Number(y)])), ...spots.values()];
  expect(places.length).toBeGreaterThan(1500);
  expect(places.every(([x = -1, y = -1]) => x >= 0 && x <= COLUMNS && y >= -1 && y <= HEIGHT)).toBe(true);
});
