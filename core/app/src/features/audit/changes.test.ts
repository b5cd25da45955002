import { expect, it } from "vitest";

import { changesOf, nameOf } from "./changes";

it("only what became different is told, by its path", () => {
  expect(changesOf({ role: "viewer", enabled: true, scope: { services: null } }, { role: "admin", enabled: true, scope: { services: ["a", "b"] } })).toEqual([
    { path: "role", before: "viewer", after: "admin" },
    { path: "scope.services", before: null, after: '["a","b"]' },
  ]);
});

it("what was made has nothing before, and what was deleted nothing after", () => {
  expect(changesOf(null, { name: "n1" })).toEqual([{ path: "name", before: null, after: "n1" }]);
  expect(changesOf({ name: "n1" }, null)).toEqual([{ path: "name", before: "n1", after: null }]);
});

it("a plain value is a change of its own, and nothing is none", () => {
  expect(changesOf(1, 2)).toEqual([{ path: "", before: "1", after: "2" }]);
  expect([changesOf(null, null), changesOf({ a: [1] }, { a: [1] })]).toEqual([[], []]);
});

it("false and an empty text are values, too", () => {
  expect(changesOf({ on: false, note: "" }, { on: true })).toEqual([{ path: "note", before: "", after: null }, { path: "on", before: "false", after: "true" }]);
});

it("what nests without end is compared as a whole", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 2000; level += 1) deep = { in: deep };
  expect(changesOf(null, deep)).toHaveLength(1);
});

it("a thing under an id is called as its record calls it", () => {
  expect(nameOf({ subject: "n5eb6b41b3f9c", before: null, after: { name: "edge-1", region: "" } })).toBe("edge-1");
  expect(nameOf({ subject: "348b0ea3bd989973", before: { value: "203.0.113.9" }, after: null })).toBe("203.0.113.9");
  expect(nameOf({ subject: "shop", before: null, after: { name: "shop" } })).toBe("");
  expect(nameOf({ subject: "x", before: null, after: ["name"] })).toBe("");
});
