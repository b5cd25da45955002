import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";

import { session } from "@/api/session";
import type { Me } from "@/api/types";

import { Gate } from "./gate";

// A page is fetched when it is first needed, which takes its time on a busy machine.
const PATIENT = { timeout: 30_000 };

beforeEach(() => {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
});

const opened = (change: Partial<Me>) => {
  session.set({ phase: "in", me: { login: "ann", role: "analyst", permissions: ["read"], must_change_password: false, must_set_up_second_factor: false, ...change } as Me });
  render(<QueryClientProvider client={new QueryClient()}><Gate><p>The application</p></Gate></QueryClientProvider>);
};

it("who is in sees the application", () => {
  opened({});
  expect(screen.getByText("The application")).toBeInTheDocument();
});

it.each([
  ["whose password somebody else knows chooses another one first", { must_change_password: true, must_set_up_second_factor: true }, "Change the password"],
  ["whose role needs a second factor sets it up first", { must_set_up_second_factor: true }, "Turn on"],
])("%s", async (_, change, button) => {
  opened(change);
  expect(await screen.findByRole("button", { name: button }, PATIENT)).toBeInTheDocument();
  expect(screen.queryByText("The application")).not.toBeInTheDocument();
}, 60_000);

it("a part that did not arrive is told, with a way on, and leaves nobody before an empty page", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.doMock("@/features/sign-in/sign-in-page", () => { throw new TypeError("Failed to fetch"); });
  session.set({ phase: "out", me: null });
  render(<QueryClientProvider client={new QueryClient()}><Gate><p>The application</p></Gate></QueryClientProvider>);
  expect(await screen.findByRole("alert", {}, PATIENT)).toHaveTextContent("This page broke");
  expect(screen.getByRole("button", { name: "Reload" })).toBeInTheDocument();
}, 60_000);
