import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";

import { session } from "@/api/session";
import type { Me, Reload } from "@/api/types";

import ReloadDialog from "./reload-dialog";
import { ReloadPanel } from "./reload-panel";
import { newestReloadQuery } from "./reload-requests";

const turn = (id: string, status: Reload["nodes"][number]["status"]) => ({ id, name: id, status, why: null, problems: [], seconds: 0 });
const failed: Reload = { id: "r1", phase: "failed", started_by: "ann", started_at: new Date().toISOString(), ended_at: new Date().toISOString(), stopped_by: "", nodes: [turn("one", "reloaded"), turn("two", "failed"), turn("three", "waiting")] };

beforeEach(() => {
  localStorage.clear();
  session.set({ phase: "in", me: { login: "ann", role: "operator", permissions: ["read", "operate"] } as unknown as Me });
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
});

function shown(known: readonly string[], onAgain = vi.fn()) {
  const client = new QueryClient();
  client.setQueryData(newestReloadQuery.queryKey, failed);
  return render(<QueryClientProvider client={client}><ReloadPanel known={known.map((id) => ({ id }))} begun="" onAgain={onAgain} /></QueryClientProvider>);
}

it("tries again those that are left and that there still are", async () => {
  const again = vi.fn();
  shown(["one", "three"], again);
  await userEvent.click(screen.getByRole("button", { name: "Try the other 1 again" }));
  expect(again).toHaveBeenCalledWith([expect.objectContaining({ id: "three" })]);
});

it("offers nothing where none of them is left", () => {
  shown(["one"]);
  expect(screen.queryByRole("button", { name: /again/ })).toBeNull();
});

it("stays closed at the next visit", async () => {
  const visit = shown(["one"]);
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("region")).toBeNull();
  visit.unmount();
  shown(["one"]);
  expect(screen.queryByRole("region")).toBeNull();
});

it("begins where the focus is, though the plan is still to come", () => {
  render(<QueryClientProvider client={new QueryClient()}><ReloadDialog nodes={[turn("one", "waiting")]} onBegun={vi.fn()} onClose={vi.fn()} /></QueryClientProvider>);
  const begin = screen.getByRole("button", { name: "Reload, one after the other" });
  expect(begin).toHaveFocus();
  expect(begin).toHaveAttribute("title", "It is not known yet which of them can be reloaded");
  expect(begin).not.toHaveAttribute("disabled"); // the focus would fall on Close in a browser
});
