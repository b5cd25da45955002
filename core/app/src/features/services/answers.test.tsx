import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import type { ProxiedService, ServiceAnswers } from "@/api/types";

import { Answers, Told } from "./answers";

const service = { name: "shop", members: [], method: "round_robin", is_sticky: false } as unknown as ProxiedService;
const nothing: ServiceAnswers = { since: "2026-01-01T00:00:00Z", until: "2026-01-01T00:15:00Z", requests: 0, nobody: 0, untold: 0, members: [], nodes: ["one", "two"], counted_from: null, skipped: [] };
const silent = (node: string) => ({ type: "skipped" as const, source: `${node}/`, lines: 0, why: "the node is away", code: "node_away" as const, args: {} });
const shown = (answers: Partial<ServiceAnswers>) => render(<Told service={service} answers={{ ...nothing, ...answers }} />);

it("says why there is nothing to tell of members", () => {
  const quiet = shown({});
  expect(screen.getByText("No request in this time.")).toBeTruthy();
  quiet.unmount();
  shown({ requests: 7, untold: 7 });
  expect(screen.getByText(/7 requests, and none says which member answered it/)).toBeTruthy();
});

it("says that nobody asked, and not that the format is another, where no member was left", () => {
  shown({ requests: 3, nobody: 3 });
  expect(screen.getByText("3 found no member to ask.")).toBeTruthy();
  expect(screen.queryByText(/none says which/)).toBeNull();
});

it("tells which nodes did not answer, and claims nothing where none did", () => {
  shown({ skipped: [silent("one"), silent("two")] });
  expect(screen.getByRole("status").textContent).toBe("2 of 2 nodes did not answer. one: the node is away; two: the node is away");
  expect(screen.queryByText("No request in this time.")).toBeNull();
});

it("says in which language the nodes' own words are", () => {
  shown({ skipped: [silent("one")] });
  expect(screen.getByText("the node is away").getAttribute("lang")).toBe("en");
});

it("says that nobody answered who was asked again, above what was told before", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  const client = new QueryClient();
  client.setQueryData(["member-answers", "shop"], nothing);
  render(<QueryClientProvider client={client}><Answers service={service} /></QueryClientProvider>);
  await userEvent.click(screen.getByRole("button", { name: "Ask again" }));
  expect((await screen.findByRole("alert")).textContent).toBe("The core does not answer.");
  expect(screen.getByText("No request in this time.")).toBeTruthy();
});
