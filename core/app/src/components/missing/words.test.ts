import { expect, it } from "vitest";

import { makeFormats } from "@/lib/format";
import { ru } from "@/lib/i18n/ru";
import { argumentsIn, englishOf } from "@/testing/english";

import { type MissingCode, missingText, RUSSIAN } from "./words";

const r = makeFormats("ru", "UTC", ru);
const skipped = { type: "skipped", source: "edge/", lines: 0, args: {} } as const;

it.each(englishOf<MissingCode>("SkippedOut").filter(([code]) => code))("%s says in Russian with the same arguments what it says in English", (code, english) => {
  expect(argumentsIn(RUSSIAN[code])).toEqual(argumentsIn(english));
  expect(RUSSIAN[code]).toMatch(/[а-яё]/i);
});

it("is told in the reader's language, and as it came where nobody has words", () => {
  expect(missingText({ ...skipped, why: "the node is away", code: "node_away" }, "ru", r)).toBe("узел не на связи");
  expect(missingText({ ...skipped, why: "OSError: full", code: "" }, "ru", r)).toBe("OSError: full");
});
