import { expect, it } from "vitest";

import { matcher } from "@/lib/token-filter";

import type { Column } from "../data-table/columns";
import { fieldsOf, namesOf, textOf, valuesOf } from "./asked";

interface Row {
  login: string;
  tokens: number | null;
}

const columns: readonly Column<Row>[] = [
  { id: "login", head: "Login", token: "login", value: (row) => row.login, render: (row) => row.login },
  { id: "tokens", head: "Tokens", token: "tokens", value: (row) => row.tokens, render: (row) => row.tokens },
  { id: "act", head: "", render: () => null },
];
const rows: readonly Row[] = [{ login: "ann", tokens: 3 }, { login: "bob", tokens: null }, { login: "eve", tokens: 3 }];
const found = (q: string) => rows.filter(matcher(q, fieldsOf(columns), (row) => textOf(columns, row))).map(({ login }) => login);

it("a column with a token can be asked for, left out and compared, and words are looked for in all of them", () => {
  expect([found("login:ann"), found("-login:ann"), found("tokens>2"), found("ev"), found("act:x")]).toEqual([["ann"], ["bob", "eve"], ["ann", "eve"], ["eve"], []]);
});

it("words are looked for in what a cell says where its value is a code, and it is asked for by the code", () => {
  const coded: readonly Column<Row>[] = [{ id: "login", head: "", token: "login", value: () => "hidden", words: (row) => `Shown ${row.login}`, render: () => null }];
  const matching = (q: string) => rows.filter(matcher(q, fieldsOf(coded), (row) => textOf(coded, row))).length;
  expect([matching("shown"), matching("hidden"), matching("login:hidden")]).toEqual([3, 0, 3]);
});

it("fields are called as their columns, and each value is suggested once", () => {
  expect(namesOf(columns)).toEqual({ login: "Login", tokens: "Tokens" });
  expect([valuesOf(fieldsOf(columns), rows, "tokens"), valuesOf(fieldsOf(columns), rows, "act")]).toEqual([["3"], []]);
});
