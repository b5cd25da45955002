import { beforeEach, expect, it } from "vitest";

import { dropDraft, keepDraft, keptDraft } from "./kept-draft";

beforeEach(() => localStorage.clear());

it("keeps a draft until it is dropped", () => {
  keepDraft("domain", "shop", "names: [shop.example]", "before");
  expect(keptDraft("domain", "shop")).toMatchObject({ text: "names: [shop.example]", base: "before" });
  expect(keptDraft("service", "shop")).toBeNull();
  dropDraft("domain", "shop");
  expect(keptDraft("domain", "shop")).toBeNull();
});

it("takes nothing from the store that is no draft", () => {
  for (const text of ["{", "null", '{"text":1}', '"x"']) {
    localStorage.setItem("dozor.draft.domain/shop", text);
    expect(keptDraft("domain", "shop")).toBeNull();
  }
});
