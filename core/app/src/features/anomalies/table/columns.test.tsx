import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";

import type { SourceActs } from "@/api/use-source-acts";
import { DataTable } from "@/components/data-table/data-table";
import { makeFormats } from "@/lib/format";
import { en } from "@/lib/i18n/en";
import { joined } from "@/lib/i18n/part";
import { source } from "@/testing/fixtures";

import { en as part } from "../text/en";
import { columnsOf } from "./columns";
import { keyOf } from "./fields";

// As wide as a desk, where every column has room.
beforeEach(() => void vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener: () => {}, removeEventListener: () => {} })));

const text = { t: joined(en, part), f: makeFormats("en", "UTC", en) };

function shown(row: ReturnType<typeof source>, blocked: SourceActs["blocked"] = false) {
  const calls: string[] = [];
  const acts: SourceActs = {
    blocked,
    decide: (name, type, seconds = 0) => void calls.push(`${type} ${name} ${seconds}`),
    decideMany: (names, type) => void calls.push(`${type} ${names.join()}`),
    allow: (names) => void calls.push(`allow ${names.join()}`),
    unallow: (name) => void calls.push(`unallow ${name}`),
    unban: (name, { type }, service) => void calls.push(`unban ${name} ${type} ${service}`),
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <DataTable name="test" label="Sources" rows={[row]} keyOf={keyOf} columns={columnsOf(acts, text.t, text.f, "en")} onOpen={(of) => calls.push(`open ${of.source}`)} renderDetail={() => null} renderBatch={(rows) => `picked ${rows.map(keyOf).join()}`} />
    </QueryClientProvider>,
  );
  return calls;
}

it("a source says who, how bad, why, and what can be done", async () => {
  const calls = shown(source());
  expect(screen.getByText("203.0.113.7")).toBeVisible();
  expect(screen.getByText("0.93")).toBeVisible();
  expect(screen.getAllByText("×46")[0]).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Ban 203.0.113.7 for 4 hours" }));
  await userEvent.click(screen.getByRole("button", { name: "Allow" }));
  await userEvent.click(screen.getByRole("button", { name: /^Details of 203\.0\.113\.7/ }));
  expect(calls).toEqual(["ban 203.0.113.7 0", "allow 203.0.113.7", "open 203.0.113.7"]);
  await userEvent.click(screen.getByRole("checkbox", { name: /203\.0\.113\.7/ }));
  expect(await screen.findByText("picked 203.0.113.7|shop.example")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Clear selection" }));
  expect(screen.queryByText(/^picked/)).toBeNull();
});

it("a banned source can be unbanned, not banned again", async () => {
  const calls = shown(source({ decision: { id: "d", type: "ban", until_at: "2099-01-01T00:00:00Z", simulated: false, origin: "detector" } }));
  expect(screen.queryByRole("button", { name: /^Ban/ })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Unban" }));
  expect(calls).toEqual(["unban 203.0.113.7 ban shop.example"]);
});

it("a simulated ban is told as such and a real one is still offered", () => {
  shown(source({ decision: { id: "d", type: "ban", until_at: "2099-01-01T00:00:00Z", simulated: true, origin: "detector" } }));
  expect(screen.getByText("simulated")).toBeVisible();
  expect(screen.getByRole("button", { name: /^Ban/ })).toBeEnabled();
});

it("who may not decide is told why and cannot", async () => {
  const calls = shown(source(), "Needs the role analyst");
  const ban = screen.getByRole("button", { name: /^Ban/ });
  expect(ban).toHaveAttribute("aria-disabled", "true");
  expect(ban).toHaveAttribute("title", "Needs the role analyst");
  await userEvent.click(ban);
  expect(calls).toEqual([]);
});

it("a client's markup stays text", () => {
  const path = "/<img src=x onerror=alert(1)>";
  shown(source({ top_path: path, service: "<b>x</b>" }));
  expect(screen.getByText(path)).toHaveAttribute("title", path);
  expect(document.querySelector("img, td b b")).toBeNull();
});
