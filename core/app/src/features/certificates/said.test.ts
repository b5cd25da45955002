import { describe, expect, it } from "vitest";

import type { PreflightFinding } from "@/api/types";
import { argumentsIn, englishOf } from "@/testing/english";

import { RUSSIAN } from "./said";

describe("a look before an order", () => {
  it.each(englishOf<PreflightFinding["code"]>("PreflightFinding"))("%s says in Russian with the same arguments what it says in English", (code, english) => {
    expect(argumentsIn(RUSSIAN[code])).toEqual(argumentsIn(english));
    expect(RUSSIAN[code]).toMatch(/[а-яё]/i);
  });
});
