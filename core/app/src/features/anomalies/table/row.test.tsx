import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { source } from "@/testing/fixtures";

import type { Acts } from "./actions";
import { SourceRow } from "./row";

function shown(row: ReturnType<typeof source>, blocked: Acts["blocked"] = false) {
  const calls: string[] = [];
  const acts: Acts = {
    blocked,
    ban: (name, seconds = 0, type = "ban") => void calls.push(`${type} ${name} ${seconds}`),
    allow: (names) => void calls.push(`allow ${names.join()}`),
    unallow: (name) => void calls.push(`unallow ${name}`),
    unban: (of) => void calls.push(`unban ${of.source}`),
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <table><tbody><SourceRow row={row} acts={acts} open={false} picked={false} current={false} onOpen={(of) => calls.push(`open ${of.source}`)} onPick={(of) => calls.push(`pick ${of.source}`)} /></tbody></table>
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
  await userEvent.click(screen.getByRole("checkbox"));
  expect(calls).toEqual(["ban 203.0.113.7 0", "allow 203.0.113.7", "open 203.0.113.7", "pick 203.0.113.7"]);
});

it("a banned source can be unbanned, not banned again", async () => {
  const calls = shown(source({ decision: { id: "d", type: "ban", until_at: "2099-01-01T00:00:00Z", simulated: false, origin: "detector" } }));
  expect(screen.queryByRole("button", { name: /^Ban/ })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Unban" }));
  expect(calls).toEqual(["unban 203.0.113.7"]);
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
