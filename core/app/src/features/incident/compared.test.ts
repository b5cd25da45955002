import { expect, it } from "vitest";

import type { RequestSummary, TrafficSeries } from "@/api/types";

import { looksOf, shiftsOf } from "./compared";

const series = { t: [0, 10, 20, 30], rps: [10, 10, null, 100], rps_max: [12, 14, null, 150], status_4xx: [1, 1, null, 50], status_5xx: [0, 0, null, 0], refused_rps: [0, 0, null, 40], latency_p95_ms: [20, 40, null, 90] } as unknown as TrafficSeries;

it("what was is told from what is, and a gap is no zero", () => {
  expect(looksOf(series, 0, 20)).toEqual({ rps: 10, peak: 14, clientErrors: 0.1, serverErrors: 0, refused: 0, p95: 40 });
  expect(looksOf(series, 20, 40)).toEqual({ rps: 100, peak: 150, clientErrors: 0.5, serverErrors: 0, refused: 40, p95: 90 });
  expect(looksOf(series, 40, 50)).toEqual({ rps: null, peak: null, clientErrors: null, serverErrors: null, refused: null, p95: null });
});

const summary = (total: number, facets: Record<string, Record<string, number>>, countries = {}): RequestSummary =>
  ({ steps: [{ classes: { "2xx": total } }], countries, facets: Object.fromEntries(Object.entries(facets).map(([field, values]) => [field, Object.entries(values).map(([value, count]) => ({ value, count }))])) }) as unknown as RequestSummary;

it("what changed most stands first, whether it came or went", () => {
  const shifts = shiftsOf(summary(100, { path: { "/": 60, "/cart": 2 }, method: { GET: 99 } }), summary(1000, { path: { "/": 50, "/cart": 900 }, method: { GET: 995 } }));
  expect(shifts).toEqual([{ field: "path", value: "/cart", before: 0.02, during: 0.9 }, { field: "path", value: "/", before: 0.6, during: 0.05 }]);
});

it("countries are those of the sources, put together", () => {
  const during = summary(100, { source: { "192.0.2.1": 40, "192.0.2.2": 30 } }, { "192.0.2.1": "NL", "192.0.2.2": "NL" });
  expect(shiftsOf(summary(100, {}), during)[0]).toEqual({ field: "country", value: "NL", before: 0, during: 0.7 });
});
