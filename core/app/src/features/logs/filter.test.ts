import { expect, it } from "vitest";

import { filterOf, isAskable, spanOf, stepOf } from "./filter";

it.each([
  [{}, {}],
  [{ q: "Timed out" }, { search: "Timed out", ignore_case: true }],
  [{ q: "^5\\d\\d", how: "regex" as const }, { regex: "^5\\d\\d" }],
  [{ q: "status=502 user=ann", how: "field" as const }, { field: ["status=502", "user=ann"] }],
  [{ level: ["error", "none"] }, { level: ["error", ""] }],
])("%o asks for %o", (search, asked) => {
  expect(filterOf(search)).toEqual(asked);
});

it("a field without a value is not asked for", () => {
  expect([isAskable({ q: "status", how: "field" }), isAskable({ q: "status=", how: "field" }), isAskable({ q: "status" })]).toEqual([false, true, true]);
});

it("a live range follows, a fixed one ends", () => {
  expect(spanOf({ kind: "live", seconds: 60 }, 1060, 100)).toEqual({ follow: true, tail: 100, since: "1970-01-01T00:16:40.000Z" });
  expect(spanOf({ kind: "fixed", from: 0, to: 10 }, 1060, 100)).toEqual({ tail: 100, since: "1970-01-01T00:00:00.000Z", until: "1970-01-01T00:00:10.000Z" });
});

it("steps are of lengths that people count in", () => {
  expect([stepOf(30, 60), stepOf(1800, 60), stepOf(86_400, 60)]).toEqual([1, 30, 1800]);
});
