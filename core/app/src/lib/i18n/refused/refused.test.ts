import { describe, expect, it } from "vitest";

import { argumentsIn, englishOf } from "@/testing/english";

import { type RefusalCode, refusedText, RUSSIAN } from "./refused";

describe("a refusal", () => {
  it.each(englishOf<RefusalCode>("Problem"))("%s says in Russian with the same arguments what it says in English", (code, english) => {
    expect(argumentsIn(RUSSIAN[code])).toEqual(argumentsIn(english));
    if (/[a-z]/i.test(english.replaceAll(/\{[^}]*\}/g, ""))) expect(RUSSIAN[code]).toMatch(/[а-яё]/i);
  });

  it("is told with its arguments", () => {
    expect(refusedText({ code: "revision_meanwhile", args: { revision: "12", meant: "11" }, message: "" })).toBe("Тем временем появилась ревизия 12, а вы видели 11.");
  });

  it("is told in the core's words where the core is newer", () => {
    expect(refusedText({ code: "of_tomorrow" as RefusalCode, args: {}, message: "in English" })).toBe("in English");
  });
});
