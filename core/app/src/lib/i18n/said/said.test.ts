import { describe, expect, it } from "vitest";

import { makeFormats } from "@/lib/format";
import { en } from "@/lib/i18n/en";
import { ru } from "@/lib/i18n/ru";
import { argumentsIn, englishOf } from "@/testing/english";

import { type FindingCode, RUSSIAN, saidText } from "./said";

const [f, r] = [makeFormats("en", "UTC", en), makeFormats("ru", "UTC", ru)];

describe("what is found", () => {
  it.each(englishOf<FindingCode>("FindingOut"))("%s says in Russian with the same arguments what it says in English", (code, english) => {
    expect(argumentsIn(RUSSIAN[code])).toEqual(argumentsIn(english));
    if (code !== "said") expect(RUSSIAN[code]).toMatch(/[а-яё]/i);
  });

  it("is told in the reader's language, its numbers too", () => {
    const faint = { code: "page_faint", args: { where: "p", ratio: 1.6, least: 4.5 }, message: "in English" } as const;
    expect(saidText(faint, "ru", r)).toBe("p: контраст текста и фона 1,6, легко читается от 4,5");
    expect(saidText(faint, "en", f)).toBe("in English");
  });

  it("has the number of a line as it stands beside a file", () => {
    expect(saidText({ code: "page_includes", args: { line: 1234 }, message: "" }, "ru", r)).toContain("на строке 1234 ");
  });

  it("is told in the core's words where the core is newer", () => {
    expect(saidText({ code: "of_tomorrow" as FindingCode, args: {}, message: "in English" }, "ru", r)).toBe("in English");
  });

  it("takes arguments as they are, also where they look like places for others", () => {
    expect(saidText({ code: "no_service", args: { service: "{node}$&" }, message: "" }, "ru", r)).toBe("сервиса {node}$& нет");
  });
});
