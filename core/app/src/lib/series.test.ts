import { describe, expect, it } from "vitest";

import { series } from "@/testing/fixtures";

import { lowerBound, SeriesWindow } from "./series";

describe("a window of series", () => {
  it("grows at its end and is cut at its front", () => {
    const window = new SeriesWindow();
    window.merge(series(100, [1, 2, 3, 4]), 0);
    window.merge(series(104, [5]), 102);
    expect(window.t).toEqual([102, 103, 104]);
    expect(window.cells.rps).toEqual([3, 4, 5]);
  });

  it("takes the newer word for instants that it knows", () => {
    const window = new SeriesWindow();
    window.merge(series(100, [1, 2, 3]), 0);
    window.merge(series(101, [20, 30, 40]), 0);
    expect(window.cells.rps).toEqual([1, 20, 30, 40]);
  });

  it("starts anew when the step changes", () => {
    const window = new SeriesWindow();
    window.merge(series(100, [1, 2, 3]), 0);
    window.merge(series(100, [7, 8], 10), 0);
    expect(window.t).toEqual([100, 110]);
  });

  it("keeps what it has when an answer is empty", () => {
    const window = new SeriesWindow();
    window.merge(series(100, [1, 2]), 0);
    window.merge(series(0, []), 0);
    expect(window.cells.rps).toEqual([1, 2]);
  });

  it("asks again from where points may still change", () => {
    const window = new SeriesWindow();
    expect(window.since).toBeNull();
    window.merge(series(100, [1, 2, 3, 4, 5]), 0);
    expect(window.since).toBe(102);
  });

  it("breaks the line where points are missing", () => {
    const window = new SeriesWindow();
    window.merge(series(100, [1, 2]), 0);
    window.merge(series(110, [3]), 0);
    expect(window.withGaps(["rps"])).toEqual({ t: [100, 101, 102, 110], columns: [[1, 2, null, 3]] });
  });

  it("keeps every column as long as its instants through many ticks", () => {
    const window = new SeriesWindow();
    for (let at = 0; at < 5000; at += 1) window.merge(series(at, [at, at + 1]), at - 300);
    expect(window.t.length).toBe(302);
    for (const column of Object.values(window.cells)) expect(column.length).toBe(302);
  });
});

it("the lower bound is the first index not before an instant", () => {
  expect([0, 1, 5, 6, 99].map((at) => lowerBound([1, 5, 5, 9], at))).toEqual([0, 0, 1, 3, 4]);
});
