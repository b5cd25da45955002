import { describe, expect, it } from "vitest";

import { en } from "./en";
import { ru } from "./ru";

type Leaf = string | ((...args: never[]) => string);

function leaves(tree: object, path = ""): [string, Leaf][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? leaves(value as object, `${path}${key}.`) : [[`${path}${key}`, value as Leaf] as [string, Leaf]]);
}

const shown = (leaf: Leaf) => (typeof leaf === "string" ? leaf : leaf(...([3, 5, 7, 2] as never[])));

describe("the dictionaries", () => {
  it("have the same keys", () => {
    expect(leaves(ru).map(([key]) => key).toSorted()).toEqual(leaves(en).map(([key]) => key).toSorted());
  });

  it("leave nothing empty", () => {
    for (const [key, leaf] of [...leaves(en), ...leaves(ru)]) expect(shown(leaf).trim(), key).not.toBe("");
  });

  // The switch of language speaks the language that it leads to; some terms are the same everywhere.
  const same = /^(palette\.language|chart\.p95|nodes\.(nginx|docker|id)|sources\.(userAgent|scopes\.asn)|unit\.times|services\.changed|evidence\.title|incident\.what\.anomaly|nodes\.causes\.\d)$/;

  it("have no English left in Russian, nor Russian in English", () => {
    for (const [key, leaf] of leaves(ru)) if (!same.test(key)) expect(shown(leaf), key).toMatch(/[а-яё]/i);
    for (const [key, leaf] of leaves(en)) if (!same.test(key)) expect(shown(leaf), key).not.toMatch(/[а-яё]/i);
  });

  it.each([[1, "Заблокировать 1 источник"], [2, "Заблокировать 2 источника"], [5, "Заблокировать 5 источников"], [21, "Заблокировать 21 источник"], [112, "Заблокировать 112 источников"]])("say %s in Russian as people do", (count, text) => {
    expect(ru.verdict.ban(count)).toBe(text);
  });

  it("say one and many in English", () => {
    expect([en.verdict.ban(1), en.verdict.ban(2)]).toEqual(["Ban 1 source", "Ban 2 sources"]);
  });
});
