import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { session } from "@/api/session";
import type { Container, Me } from "@/api/types";
import { question } from "@/lib/question";
import { toasts } from "@/lib/toasts";

import { Actions } from "./actions";
import { actsOf, doing } from "./acts";

// A menu is fetched when it is first opened, which takes its time on a busy machine.
const PATIENT = { timeout: 30_000 };
const web = { node: "n1", node_name: "msk-01", id: "a", name: "web", state: "running" } as Container;
const shown = (permissions: string[]) => {
  session.set({ phase: "in", me: { login: "ann", role: "viewer", permissions } as unknown as Me });
  render(<QueryClientProvider client={new QueryClient()}><Actions container={web} /></QueryClientProvider>);
};

it("who may not act sees the acts, and which role may; nothing is sent", async () => {
  shown(["read"]);
  const stop = screen.getByRole("button", { name: "Stop: web" });
  expect(stop).toHaveAttribute("aria-disabled", "true");
  expect(stop).toHaveAttribute("title", "Needs the role operator or administrator");
  await userEvent.click(stop);
  expect([doing.get().size, toasts.get().length]).toEqual([0, 0]);
});

it.each([["running", "stop"], ["exited", "start"], ["paused", "unpause"], ["restarting", "stop"]])("a container that is %s is first offered to %s", (state, act) => {
  expect(actsOf(state)[0]).toBe(act);
});

it("a container that was made of another image before is taken back to it only after a question", async () => {
  session.set({ phase: "in", me: { login: "ann", role: "operator", permissions: ["read", "operate"] } as unknown as Me });
  render(<QueryClientProvider client={new QueryClient()}><Actions container={{ ...web, image_before: "sha256:0123456789abcdef" }} /></QueryClientProvider>);
  await userEvent.click(screen.getByRole("button", { name: "More for web" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Take back to 0123456789ab" }, PATIENT));
  expect(question.get()?.title).toBe("web: Take back to 0123456789ab");
  expect(doing.get().size).toBe(0);
  question.set(null);
}, 60_000);
