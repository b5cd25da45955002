import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { expect, it } from "vitest";

import { en as everywhere } from "@/lib/i18n/en";

const SRC = resolve(import.meta.dirname, "..");
const IS_TEXT = /(?:^|\/)(?:text|i18n)\/|api\/schema\.ts$|\.test\.tsx?$/;

const code = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !IS_TEXT.test(name))
  .map((name) => readFileSync(join(SRC, name), "utf8"))
  .join("\n");
const words = new Set(code.match(/\w+/g));
// Groups whose texts are asked for by a name that is only known then: `group[name]`, or the whole of it handed on.
const groups = new Set([...code.matchAll(/\bt\.(?:\w+\.)*(\w+)(?= as |\)|,|;)|\b(\w+)\[/g)].map(([, whole, asked]) => whole ?? asked));

/** Texts that nothing in the source could name: neither their key, nor the group that they are in, by a computed one. */
const unnamed = (tree: object, path: readonly string[] = []): string[] =>
  Object.entries(tree).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === "object" && value !== null) return unnamed(value, [...path, key]);
    const used = words.has(key) || groups.has(path.at(-1));
    return used ? [] : [[...path, key].join(".")];
  });

it("every text is used by something", () => {
  const parts = import.meta.glob<object>("../**/text/en.ts", { eager: true, import: "en" });
  expect([everywhere, ...Object.values(parts)].flatMap((texts) => unnamed(texts))).toEqual([]);
});
