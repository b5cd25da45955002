import { expect, it } from "vitest";

import { argumentsIn, englishOf } from "@/testing/english";

import { RUSSIAN } from "./reload-why";

const words: Record<string, string> = RUSSIAN;

it.each(englishOf("ReloadWhy"))("%s says in Russian with the same arguments what it says in English", (code, english) => {
  expect(argumentsIn(words[code] ?? "")).toEqual(argumentsIn(english));
});
