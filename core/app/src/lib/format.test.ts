import { describe, expect, it } from "vitest";

import { makeFormats } from "./format";
import { en } from "./i18n/en";
import { ru } from "./i18n/ru";

const f = makeFormats("en", "UTC", en);
const r = makeFormats("ru", "Europe/Moscow", ru);
const NBSP = "\u00a0";

describe("an amount", () => {
  it.each([[0, "0"], [4.25, "4.3"], [9.96, "10"], [948.4, "948"], [7978, "7,978"], [17_234, "17.2k"], [2_500_000, "2.5M"], [null, "—"], [Number.NaN, "—"]])("%s is %s", (value, text) => {
    expect(f.amount(value)).toBe(text);
  });
  it("is written the Russian way in Russian", () => {
    expect(r.amount(17_234)).toBe(`17,2${NBSP}тыс.`);
    expect(r.amount(7978)).toBe(`7${NBSP}978`);
  });
});

it("a share keeps the digits that tell something", () => {
  expect([0, 0.0018, 0.0114, 0.65, 0.996, 0.99991, 1, 1.5].map(f.percent)).toEqual(["0%", "0.18%", "1.1%", "65%", "99.6%", "99.99%", "100%", "150%"]);
  expect(r.percent(0.65)).toBe(`65${NBSP}%`);
});

it("spans tell their two largest units", () => {
  expect(f.span(90)).toBe(`1${NBSP}min${NBSP}30${NBSP}s`);
  expect(f.span(3600)).toBe(`1${NBSP}h`);
  expect(f.span(90_061)).toBe(`1${NBSP}d${NBSP}1${NBSP}h`);
  expect(r.span(14_400)).toBe(`4${NBSP}ч`);
});

it("an age is told in one unit", () => {
  expect(f.ago(2)).toBe("just now");
  expect(f.ago(372)).toBe(`6${NBSP}min ago`);
  expect(r.ago(372)).toBe(`6${NBSP}мин назад`);
});

it("a countdown shows what it needs", () => {
  expect(f.countdown(14_283)).toBe("3:58:03");
  expect(f.countdown(63)).toBe("1:03");
  expect(f.countdown(-5)).toBe("0:00");
});

it("instants are told in the chosen zone with 24 hours", () => {
  const at = Date.UTC(2026, 10, 22, 18, 4, 5) / 1000;
  expect(f.clock(at)).toBe("18:04:05");
  expect(r.clock(at)).toBe("21:04:05");
  expect(r.moment(at)).toContain("22 нояб");
});

it("bytes are told in binary units", () => {
  expect([0, 512, 1536, 43 << 20, null].map(f.bytes)).toEqual([`0${NBSP}B`, `512${NBSP}B`, `1.5${NBSP}KiB`, `43${NBSP}MiB`, "—"]);
});
