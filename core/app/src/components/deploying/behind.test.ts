import { expect, it } from "vitest";

import { makeFormats } from "@/lib/format";
import { ru } from "@/lib/i18n/ru";
import { argumentsIn, englishOf } from "@/testing/english";

import { behindText, RUSSIAN } from "./behind";

const words: Record<string, string> = RUSSIAN;

it.each(englishOf("ProxyBehind"))("%s says in Russian with the same arguments what it says in English", (code, english) => {
  expect(argumentsIn(words[code] ?? "")).toEqual(argumentsIn(english));
});

it("what keeps a node behind is said in the reader's language, and nothing where nothing does", () => {
  const why = { code: "left_out", args: { files: "sites/shop.conf" }, message: "left out: sites/shop.conf" } as const;
  const f = makeFormats("ru", "UTC", ru);
  expect(behindText(why, "ru", f)).toBe("не вошли: sites/shop.conf");
  expect(behindText(why, "en", f)).toBe("left out: sites/shop.conf");
  expect(behindText(null, "ru", f)).toBe("");
});
