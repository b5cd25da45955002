import { expect, it } from "vitest";

import { EMPTY_SET, newTemplate, templateOf, templatesOf, variablesOf, variablesText } from "./page";
import { ru } from "./text/ru";

it("the most special template goes before all others", () => {
  expect(templatesOf("404", "ru", "html")).toEqual(["404.ru.html", "404.html", "404.ru", "404", "4xx.ru.html", "4xx.html", "4xx.ru", "4xx"]);
  expect(templatesOf("banned", "en", "json")).toEqual(["banned.en.json", "banned.json"]);
});

it("a page is made by its own template, then by that of its class, or by none", () => {
  const set = { ...EMPTY_SET, templates: { "5xx": "a", "502.ru": "b" } };
  expect([templateOf(set, "502", "ru", "html"), templateOf(set, "502", "en", "html"), templateOf(set, "404", "en", "html"), templateOf(set, "502", "ru", "json")]).toEqual(["502.ru", "5xx", null, null]);
});

it("a new template says no more than it has to", () => {
  expect([newTemplate("404", null, "html"), newTemplate("404", "ru", "html"), newTemplate("404", null, "json")]).toEqual(["404", "404.ru", "404.json"]);
});

it("variables are lines, and what is none is told", () => {
  expect(variablesOf("brand = The Shop = yours\n\nphone=")).toEqual({ brand: "The Shop = yours", phone: "" });
  expect(variablesOf("brand = x\nWhat is it")).toBe("What is it");
  expect(variablesText({ brand: "The Shop" })).toBe("brand = The Shop");
});

it("a Russian number that ends in a dot of its own ends no sentence", () => {
  const amount = "10,4 тыс.";
  expect([ru.errorPages.refusals(amount), ru.errorPages.mostly("502", "shop", amount)].filter((text) => text.includes(".."))).toEqual([]);
});
