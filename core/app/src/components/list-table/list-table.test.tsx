import { act, fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";

import type { ViewSearch } from "@/lib/view";

import type { Column } from "../data-table/columns";
import { ListTable } from "./list-table";

const search = vi.hoisted((): { now: ViewSearch } => ({ now: {} }));
vi.mock("@/lib/view", async (original) => ({ ...(await original<object>()), useViewSearch: () => search.now, useChangeSearch: () => () => undefined }));
beforeEach(() => { search.now = {}; });

const columns: Column<string>[] = [{ id: "name", head: "Name", lead: true, value: (row) => row, render: (row) => row }];
const keyOf = (row: string) => row;
const common = { name: "listed", label: "Listed", keyOf, columns, usual: "name", none: <p>Nothing yet</p>, title: "All of them" };
const more = { load: () => undefined, busy: false };
const shown = () => [...document.querySelectorAll("tr[data-key]")].map((row) => row.getAttribute("data-key"));

it("the title stands also where there is nothing", () => {
  render(<ListTable {...common} rows={[]} />);
  expect(screen.getByRole("heading", { name: "All of them" })).toBeVisible();
  expect(screen.getByText("Nothing yet")).toBeVisible();
});

it("while the core has more, what is counted, looked through and saved is told to be of what is loaded", async () => {
  const { rerender } = render(<ListTable {...common} rows={["ann", "bob"]} more={more} />);
  expect(screen.getByText("2 loaded")).toBeVisible();
  search.now = { q: "ann" };
  rerender(<ListTable {...common} rows={["ann", "bob"]} more={more} />);
  fireEvent.click(screen.getByRole("button", { name: "Save the list" }));
  await vi.waitFor(() => expect(screen.getByRole("menu")).toBeVisible());
  expect(screen.getAllByText("1 of the 2 loaded", { ignore: false })).toHaveLength(2);
});

it("where nothing of what is loaded matches, more can be loaded", async () => {
  search.now = { q: "eve" };
  render(<ListTable {...common} rows={["ann", "bob"]} more={more} />);
  expect(screen.getByText(/^Of the 2 loaded/)).toBeVisible();
  expect(await screen.findByRole("button", { name: "Show more" })).toBeVisible();
});

it("what the core was asked is a part of the question: its answer is not held back by what was shown before", async () => {
  const { rerender } = render(<ListTable {...common} rows={["ann", "bob"]} live question="all" />);
  await act(() => fireEvent.pointerMove(screen.getByRole("table"), { pointerType: "mouse" }));
  rerender(<ListTable {...common} rows={["bob"]} live question="all" />);
  expect(shown()).toEqual(["ann", "bob"]);
  rerender(<ListTable {...common} rows={["bob"]} live question="some" />);
  expect(shown()).toEqual(["bob"]);
});
