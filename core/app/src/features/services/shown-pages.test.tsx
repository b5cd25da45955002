import { render, screen, within } from "@testing-library/react";
import { expect, it } from "vitest";

import type { ShownPages } from "@/api/types";

import { ShownPagesPanel } from "./shown-pages";

const shown = (pages: ShownPages["pages"]): ShownPages => ({
  as_of: "2026-11-22T18:00:00Z", since_at: "2026-11-22T08:00:00Z", minutes: [60, 120],
  counts: [0, pages.reduce((sum, page) => sum + page.count, 0)], pages,
});

it("says how many error pages visitors saw, and which", () => {
  render(<ShownPagesPanel shown={shown([{ service: "blog", status: 502, page: "own/502", count: 9 }, { service: "shop", status: 404, page: "default/404", count: 4 }])} />);
  expect(within(screen.getByRole("heading").parentElement as HTMLElement).getByText("13")).toBeTruthy();
  expect(screen.getAllByRole("row").slice(1).map((row) => row.textContent)).toEqual(["blog502own/5029", "shop404default/4044"]);
});

it("who is refused by Dozor saw nothing fail", () => {
  render(<ShownPagesPanel shown={shown([{ service: "shop", status: 403, page: "default/banned", count: 900 }, { service: "shop", status: 502, page: "default/502", count: 3 }])} />);
  const head = within(screen.getByRole("heading").parentElement as HTMLElement);
  expect(head.getByText("3")).toBeTruthy();
  expect(head.getByText(/900/)).toBeTruthy();
});

it("says that nobody saw one", () => {
  render(<ShownPagesPanel shown={shown([])} />);
  expect(screen.getByRole("heading").textContent).toMatch(/no visitor/i);
  expect(screen.queryByRole("table")).toBeNull();
});

it("sums up what there is no room for", () => {
  render(<ShownPagesPanel shown={shown(Array.from({ length: 11 }, (_, i) => ({ service: `s${i}`, status: 404, page: "default/404", count: 2 })))} />);
  expect(screen.getAllByRole("row")).toHaveLength(9);
  expect(screen.getByText(/6 more/)).toBeTruthy();
});

it("names what was not told apart", () => {
  render(<ShownPagesPanel shown={shown([{ service: "", status: 0, page: "others", count: 5 }])} />);
  expect(screen.getAllByRole("row").at(-1)?.textContent).toBe("others—5");
});
