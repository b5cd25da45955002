import { describe, expect, it } from "vitest";

import { en as enBase } from "@/lib/i18n/en";
import { ru as ruBase } from "@/lib/i18n/ru";

type Dictionary = Record<string, object | string>;

/** The texts of every part, by its folder, whichever parts there are. */
const parts = (files: Record<string, Dictionary>): Dictionary =>
  Object.fromEntries(Object.entries(files).map(([path, texts]) => [/([\w-]+)\/text\//.exec(path)?.[1] ?? path, texts]));

const en = { ...enBase, parts: parts(import.meta.glob<Dictionary>("../**/text/en.ts", { eager: true, import: "en" })) };
const ru = { ...ruBase, parts: parts(import.meta.glob<Dictionary>("../**/text/ru.ts", { eager: true, import: "ru" })) };

type Leaf = string | ((...args: never[]) => string);

function leaves(tree: object, path = ""): [string, Leaf][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? leaves(value as object, `${path}${key}.`) : [[`${path}${key}`, value as Leaf] as [string, Leaf]]);
}

// What a text may be given: numbers, else words, else a thing whose fields are numbers, alone and in a list.
const thing = new Proxy({}, { get: (_, key) => (key === Symbol.toPrimitive ? () => "3" : 3) });
const GIVEN: readonly (readonly unknown[])[] = [[3, 5, 7, 2, 9, 4], ["3", "5", "7", "2", "9", "4"], [thing, thing, thing], [[thing], thing, thing]];

function shown(leaf: Leaf): string {
  if (typeof leaf === "string") return leaf;
  for (const given of GIVEN) {
    try {
      const text: unknown = leaf(...(given as never[]));
      if (typeof text === "string") return text;
    } catch {
      // It is given something else next.
    }
  }
  return "";
}

const isRussian = ([, leaf]: [string, Leaf]) => /[а-яё]/i.test(shown(leaf));

describe("the dictionaries", () => {
  it("have the same keys", () => {
    expect(leaves(ru).map(([key]) => key).toSorted()).toEqual(leaves(en).map(([key]) => key).toSorted());
  });

  it("leave nothing empty but what a title may do without", () => {
    expect([...leaves(en), ...leaves(ru)].filter(([key, leaf]) => !key.endsWith(".lead") && shown(leaf).trim() === "").map(([key]) => key)).toEqual([]);
  });

  // The switch of language speaks the language that it leads to; some terms are the same everywhere.
  const same = /^(?:parts\.[\w-]+\.)?(palette\.language|chart\.p95|nodes\.(nginx|docker|id)|who\.(groups|heads|fields)\.(asn|agent)|profile\.agent|sources\.(userAgent|scopes\.asn)|unit\.times|domains\.(https|(edit|make|safety)\.(https|http2))|services\.edit\.(kinds\.https?|protocols\.(https?|grpc))|services\.changed|metrics\.before|models\.said|overview\.since|item\.(driftLead|alarm)|settings\.(english|russian)|evidence\.title|incident\.what\.anomaly|nodes\.causes\.\d|scaling\.rules\.[hk]pa\d*)$/;

  const own = (tree: object) => leaves(tree).filter(([key, leaf]) => !same.test(key) && shown(leaf) !== "");

  it("have no English left in Russian, nor Russian in English", () => {
    expect(own(ru).filter((each) => !isRussian(each)).map(([key, leaf]) => `${key}: ${shown(leaf)}`)).toEqual([]);
    expect(own(en).filter(isRussian).map(([key, leaf]) => `${key}: ${shown(leaf)}`)).toEqual([]);
  });

  it.each([[1, "Заблокировать 1 источник"], [2, "Заблокировать 2 источника"], [5, "Заблокировать 5 источников"], [21, "Заблокировать 21 источник"], [112, "Заблокировать 112 источников"]])("say %s in Russian as people do", (count, text) => {
    expect(ru.verdict.ban(count)).toBe(text);
  });

  it("say one and many in English", () => {
    expect([en.verdict.ban(1), en.verdict.ban(2)]).toEqual(["Ban 1 source", "Ban 2 sources"]);
  });
});
