import { expect, it } from "vitest";

import { type Column, nextSort, sortRows } from "./columns";
import { heldOrder } from "./held-order";

interface Row {
  key: string;
  size: number | null;
}

const row = (key: string, size: number | null = 0): Row => ({ key, size });
const keyOf = ({ key }: Row) => key;
const about = ({ size }: Row) => `${size}`;
const keys = (rows: readonly Row[]) => rows.map(keyOf);
const order = (shown: Row[], fresh: Row[]) => keys(heldOrder(shown, fresh, keyOf, about));
const columns: Column<Row>[] = [
  { id: "key", head: "", value: keyOf, render: keyOf, sort: "ascending" }, { id: "size", head: "", value: ({ size }) => size, render: keyOf, sort: "descending" },
];

it("rows are sorted by a column either way, what has no value last, and names as people count", () => {
  const rows = [row("10.0.0.10", 1), row("10.0.0.9", null), row("10.0.0.1", 3)];
  expect(keys(sortRows(rows, columns, "-size"))).toEqual(["10.0.0.1", "10.0.0.10", "10.0.0.9"]);
  expect(keys(sortRows(rows, columns, "size"))).toEqual(["10.0.0.10", "10.0.0.1", "10.0.0.9"]);
  expect(keys(sortRows(rows, columns, "key"))).toEqual(["10.0.0.1", "10.0.0.9", "10.0.0.10"]);
  expect(sortRows(rows, columns, "unheard")).toBe(rows);
});

it("words that have an order of their own are sorted by it", () => {
  const ranked: Column<Row>[] = [{ id: "key", head: "", value: keyOf, rank: ({ size }) => size ?? 0, render: keyOf, sort: "ascending" }];
  expect(keys(sortRows([row("high", 3), row("low", 1), row("medium", 2)], ranked, "key"))).toEqual(["low", "medium", "high"]);
  const named: Column<Row>[] = [{ id: "key", head: "", value: keyOf, rank: ({ size }) => (size === 1 ? "Zebra" : "Ape"), render: keyOf, sort: "ascending" }];
  expect(keys(sortRows([row("a", 1), row("b", 2)], named, "key"))).toEqual(["b", "a"]);
});

it("a press sorts the usual way first, and then the other", () => {
  const size = columns[1] as Column<Row>;
  expect([nextSort(size, "key"), nextSort(size, "-size"), nextSort(size, "size")]).toEqual(["-size", "size", "-size"]);
});

it("what is shown keeps its place with fresh values, what has gone stays, and what is new comes last", () => {
  const held = heldOrder([row("a", 1), row("b", 2), row("gone", 3)], [row("new", 9), row("b", 8), row("a", 7)], keyOf);
  expect(held.map(({ key, size }) => `${key}${size}`)).toEqual(["a7", "b8", "gone3", "new9"]);
});

it("what takes the place of a row that has gone stands where that stood, once, also when both were shown for a moment", () => {
  expect(order([row("a", 1), row("old", 2), row("gone", 3)], [row("new", 2), row("a", 1)])).toEqual(["a", "new", "gone"]);
  expect(order([row("old", 2), row("a", 1), row("new", 2)], [row("new", 2), row("a", 1)])).toEqual(["new", "a"]);
});
