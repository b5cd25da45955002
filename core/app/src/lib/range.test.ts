import { describe, expect, it } from "vitest";

import { beginning, bounds, parseSpan, QUICK, rangeOf, searchOf, shifted, spanText, zoomed } from "./range";
import { parseInstant, parseRange } from "./typed-range";

const NOW = Date.UTC(2026, 10, 22, 18, 4, 5) / 1000;
const MOSCOW = "Europe/Moscow";

describe("a span", () => {
  it.each([["90m", 5400], ["6h", 21_600], ["3д", 259_200], ["90 мин", 5400], ["1h30m", 5400], ["за 2 ч", 7200], ["last 7 days", 604_800]])("%s is understood", (text, seconds) => {
    expect(parseSpan(text)).toBe(seconds);
  });
  it.each(["", "h", "5", "5x", "0s", "9s", "1000d", "-5m", "5m!"])("%j is refused", (text) => expect(parseSpan(text)).toBeNull());
  it("is written in a form that reads back", () => {
    for (const seconds of [...QUICK, 5400, 90, 3661]) expect(parseSpan(spanText(seconds))).toBe(seconds);
  });
});

describe("an instant", () => {
  it.each([
    ["2026-11-22T18:04:05Z", NOW], ["2026-11-22T21:04:05+03:00", NOW], ["2026-11-22 21:04:05", NOW], ["22.11.2026 21:04:05", NOW],
    ["22.11 21:04:05", NOW], ["21:04:05", NOW], [String(NOW), NOW], [String(NOW * 1000), NOW], ["now", NOW], ["now-2h", NOW - 7200], ["сейчас-15м", NOW - 900],
  ])("%s is understood in the chosen zone", (text, unix) => expect(parseInstant(text, NOW, MOSCOW)).toBe(unix));
  it.each(["yesterday", "2026-13-01", "25:00", "2026-11-22T", ""])("%j is refused", (text) => expect(parseInstant(text, NOW, MOSCOW)).toBeNull());
});

describe("a range", () => {
  it("is two instants with dots or a dash between", () => {
    expect(parseRange("now-2h..now-1h", NOW, "UTC")).toEqual({ kind: "fixed", from: NOW - 7200, to: NOW - 3600 });
    expect(parseRange("17:00 — 18:00", NOW, "UTC")).toEqual({ kind: "fixed", from: NOW - 3845, to: NOW - 245 });
  });
  it("is put in order where its ends are swapped", () => {
    expect(parseRange("18:00..17:00", NOW, "UTC")).toEqual(parseRange("17:00..18:00", NOW, "UTC"));
  });
  it("is half an hour around a single instant", () => {
    expect(parseRange("18:00", NOW, "UTC")).toEqual({ kind: "fixed", from: NOW - 245 - 900, to: NOW - 245 + 900 });
  });
  it("is read from a pasted link", () => {
    expect(parseRange("https://dozor.example/anomalies?range=6h", NOW, "UTC")).toEqual({ kind: "live", seconds: 21_600 });
    expect(parseRange(`https://dozor.example/anomalies?from=${NOW - 60}&to=${NOW}`, NOW, "UTC")).toEqual({ kind: "fixed", from: NOW - 60, to: NOW });
  });
  it("leaves the default out of the URL and reads itself back", () => {
    expect(searchOf(rangeOf({}))).toEqual({ range: undefined, from: undefined, to: undefined });
    for (const range of [{ kind: "live", seconds: 5400 }, { kind: "fixed", from: NOW - 60, to: NOW }] as const) expect(rangeOf(searchOf(range))).toEqual(range);
  });
  it("that is nonsense in a URL becomes the default", () => {
    expect(rangeOf({ range: "soon", from: 5, to: 6 })).toEqual(rangeOf({}));
  });
});

describe("moving a range", () => {
  it("back from live fixes it half a window earlier, and on again makes it live", () => {
    const back = shifted({ kind: "live", seconds: 3600 }, -1, NOW);
    expect(back).toEqual({ kind: "fixed", from: NOW - 5400, to: NOW - 1800 });
    expect(shifted(back, 1, NOW)).toEqual({ kind: "live", seconds: 3600 });
  });
  it("out doubles a live window and keeps it live", () => {
    expect(zoomed({ kind: "live", seconds: 3600 }, true, NOW)).toEqual({ kind: "live", seconds: 7200 });
  });
  it("in halves a fixed window around its middle", () => {
    expect(zoomed({ kind: "fixed", from: NOW - 8000, to: NOW - 4000 }, false, NOW)).toEqual({ kind: "fixed", from: NOW - 7000, to: NOW - 5000 });
  });
  it("never shows a live window longer than asked", () => {
    const { from, to } = bounds({ kind: "live", seconds: 3600 }, NOW + 0.4);
    expect(to - from).toBe(3600);
  });
  it("begins a live window with the first thing there is, and never narrower than five minutes", () => {
    const live = { kind: "live", seconds: 3600 } as const;
    expect(beginning(live, NOW - 1200, NOW - 3600, NOW)).toBe(NOW - 1200);
    expect(beginning(live, NOW - 20, NOW - 3600, NOW)).toBe(NOW - 300);
    expect(beginning(live, NOW - 5000, NOW - 3600, NOW)).toBe(NOW - 3600);
    expect(beginning(live, null, NOW - 3600, NOW)).toBe(NOW - 3600);
    expect(beginning({ kind: "fixed", from: NOW - 3600, to: NOW }, NOW - 20, NOW - 3600, NOW)).toBe(NOW - 3600);
  });
});
