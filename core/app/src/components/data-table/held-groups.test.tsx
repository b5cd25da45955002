import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import type { Column } from "./columns";
import { DataTable } from "./data-table";

interface Row {
  key: string;
  group: string;
}

const columns: Column<Row>[] = [{ id: "key", head: "Key", lead: true, render: ({ key }) => key }];
const keyOf = ({ key }: Row) => key;
const groups = { of: ({ group }: Row) => group, renderHead: (name: string) => `of ${name}` };
const table = (rows: Row[], question = "") => <DataTable name="held" label="Held" rows={rows} keyOf={keyOf} columns={columns} groups={groups} live question={question} />;
const said = () => [...document.querySelectorAll("tbody th")].map((each) => each.textContent);

const before: Row[] = [{ key: "b", group: "one" }, { key: "a", group: "one" }, { key: "z", group: "two" }];

async function touched() {
  const { rerender } = render(table(before));
  await act(() => fireEvent.pointerMove(screen.getByRole("table"), { pointerType: "mouse" }));
  return rerender;
}

it("under a pointer rows keep their order within their group, and each group stands together under one heading", async () => {
  const rerender = await touched();
  rerender(table([{ key: "a", group: "one" }, { key: "new", group: "one" }, { key: "b", group: "two" }, { key: "z", group: "two" }]));
  expect(said()).toEqual(["of one", "a", "new", "of two", "b", "z"]);
});

it("another question lets go of what is held", async () => {
  const rerender = await touched();
  rerender(table([{ key: "z", group: "two" }]));
  expect(said()).toHaveLength(5);
  rerender(table([{ key: "z", group: "two" }], "two"));
  expect(said()).toEqual(["of two", "z"]);
});
