import { expect, it } from "vitest";

import { offsetLabel, unixOf, wallOf, wallText, zoneName } from "./zone";

it("a wall-clock time and its instant are each other's inverse in every zone", () => {
  for (const zone of ["UTC", "Europe/Moscow", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]) {
    for (const unix of [0, 1_700_000_000, 1_785_000_123]) expect(unixOf(wallOf(unix, zone), zone)).toBe(unix);
  }
});

it("a time that a change of clocks skips becomes one that exists", () => {
  const skipped = unixOf({ year: 2026, month: 3, day: 29, hour: 2, minute: 30, second: 0 }, "Europe/Berlin");
  expect(["2026-03-29 01:30:00", "2026-03-29 03:30:00"]).toContain(wallText(skipped, "Europe/Berlin"));
});

it("the offset is told as people write it", () => {
  expect(offsetLabel(1_700_000_000, "Europe/Moscow")).toBe("UTC+3");
  expect(offsetLabel(1_700_000_000, "Asia/Kolkata")).toBe("UTC+5:30");
  expect(offsetLabel(1_700_000_000, "America/New_York")).toBe("UTC−5");
  expect(offsetLabel(1_700_000_000, "UTC")).toBe("UTC");
});

it("a zone that does not exist falls back to the browser's", () => {
  expect(zoneName("Mars/Olympus")).toBe(zoneName("browser"));
});
