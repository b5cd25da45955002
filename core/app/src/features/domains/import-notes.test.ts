import { describe, expect, it } from "vitest";

import { makeFormats } from "@/lib/format";
import { ru } from "@/lib/i18n/ru";
import { argumentsIn, englishOf } from "@/testing/english";

import { NOTES, noteText, WANTED } from "./import-notes";

const RUSSIAN: Record<string, string> = { ...NOTES, ...WANTED };
const own = [...englishOf("ImportNote"), ...englishOf("ImportWanted")].filter(([code]) => code in RUSSIAN);

describe("an import", () => {
  it.each(own)("%s says in Russian with the same arguments what it says in English", (code, english) => {
    expect(argumentsIn(RUSSIAN[code] ?? "")).toEqual(argumentsIn(english));
    expect(RUSSIAN[code]).toMatch(/[а-яё]/i);
  });

  it("tells what is wrong with a directive, and what comes of it, in one line", () => {
    const notes = [{ code: "directive_files", args: { directive: "root" }, message: "" }, { code: "nobody_let_in", args: {}, message: "" }] as const;
    expect(noteText([...notes], "ru", makeFormats("ru", "UTC", ru))).toBe("root во фрагменте нельзя: он не читает и не пишет файлы; пока вы не скажете, кого пускать, сюда не пускают никого");
  });
});
