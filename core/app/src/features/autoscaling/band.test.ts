import { expect, it } from "vitest";

import { bandOf } from "./band";

const forecast = Array.from({ length: 21 }, () => 10);

it("the band is the forecast with its usual error, whatever a few points did", () => {
  const load = forecast.map((value, i) => value * (0.9 + i / 100));
  load[0] = 0;
  load[20] = 500;
  const band = bandOf(load, [...forecast.slice(0, 20), 20]);
  expect(band?.low[0]).toBeCloseTo(9.2);
  expect(band?.high[0]).toBeCloseTo(10.8);
  expect(band?.high[20]).toBeCloseTo(21.6);
});

it("gaps stay gaps, and a few points say nothing of the error", () => {
  expect(bandOf([...forecast], [null, ...forecast.slice(1)])?.low[0]).toBeNull();
  expect(bandOf([1, null, 2], [1, 1, 0])).toBeNull();
});
