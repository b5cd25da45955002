import type { QueryClient } from "@tanstack/react-query";

import { addressOf } from "@/api/address";
import { api } from "@/api/client";
import { whyNot } from "@/api/failed";
import { unwrap } from "@/api/problem";
import { readLines } from "@/api/stream";
import type { ActAnswer, Container, StreamEnd } from "@/api/types";
import { createStore } from "@/lib/store";
import { question } from "@/lib/question";
import { changeToast, showToast, toasts } from "@/lib/toasts";

import type { Texts } from "./text/use";

export const ACTS = ["start", "stop", "restart", "pause", "unpause", "kill", "recreate", "remove"] as const;
export type Act = (typeof ACTS)[number];

/** What takes an act back. The rest cannot be taken back, and is asked about before. */
export const OPPOSITE: Partial<Record<Act, Act>> = { start: "stop", stop: "start", pause: "unpause", unpause: "pause" };

/** What can be done to a container in its state. */
export function actsOf(state: string): readonly Act[] {
  if (state === "running") return ["stop", "restart", "pause", "recreate", "kill", "remove"];
  if (state === "paused") return ["unpause", "stop", "kill", "remove"];
  if (state === "restarting") return ["stop", "restart", "recreate", "remove"];
  return ["start", "recreate", "remove"];
}

/** What is being done to containers, by node and id: the act, and how far it is. */
export const doing = createStore<ReadonlyMap<string, { act: Act; step: string }>>(new Map());
export const keyOf = ({ node, id }: Pick<Container, "node" | "id">): string => `${node}/${id}`;

function note(key: string, what: { act: Act; step: string } | null): void {
  const next = new Map(doing.get());
  if (what) next.set(key, what);
  else next.delete(key);
  doing.set(next);
}

interface Surroundings {
  client: QueryClient;
  t: Texts;
}

/** Does it, shows how far it is, and says what came of it, with a way back where there is one. `image`: to recreate with. */
export async function actOn(around: Surroundings, container: Container, act: Act, image?: string): Promise<void> {
  const { t, client } = around;
  const key = keyOf(container);
  if (doing.get().has(key)) return;
  note(key, { act, step: "" });
  let end: StreamEnd | null = null;
  try {
    const address = addressOf(`containers/${encodeURIComponent(container.node)}/${encodeURIComponent(container.id)}/${act}`, { image });
    await readLines<ActAnswer>(address, { method: "POST" }, (lines) => {
      for (const line of lines) {
        if (line.type === "end") end = line;
        else note(key, { act, step: line.text });
      }
    });
    told(around, container, act, end);
  } catch (error) {
    showToast({ tone: "failed", title: t.containers.failed(t.containers.acts[act], container.name), note: whyNot(error, t) });
  } finally {
    note(key, null);
    void client.invalidateQueries({ queryKey: ["containers"] });
  }
}

function told(around: Surroundings, container: Container, act: Act, end: StreamEnd | null): void {
  const { t } = around;
  if (!end?.ok) {
    showToast({ tone: "failed", title: t.containers.failed(t.containers.acts[act], container.name), note: end?.error || t.containers.broken });
    return;
  }
  const back = OPPOSITE[act];
  const toast = showToast({ tone: "done", title: `${container.name}: ${t.containers.done[act]}`, note: end.error, undo: back ? () => void actOn(around, container, back) : null });
  if (act === "recreate") void offerBack(around, container.node, end.container, toast);
}

/** The first digits of an image's id, which tell it from others. */
export const imageText = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);

/** Asks whether a container is to be made of the image again that the one before it had. */
export function askBack(around: Surroundings, container: Container): void {
  const { containers } = around.t;
  const action = containers.takeBack(imageText(container.image_before));
  question.set({ title: `${container.name}: ${action}`, lead: containers.takeBackLead, action, onConfirm: () => void actOn(around, container, "recreate", container.image_before) });
}

const LOOKS = 7;
const LOOK_MS = 1000;

/** While the toast shows: the way back to the image before, as soon as the node tells that the new container has another. */
async function offerBack(around: Surroundings, node: string, container: string, toast: number): Promise<void> {
  for (let look = 0; look < LOOKS && toasts.get().some(({ id }) => id === toast); look += 1) {
    const detail = await unwrap(api.GET("/api/v1/containers/{node_id}/{container}", { params: { path: { node_id: node, container } } })).catch(() => null);
    if (detail) {
      const made = detail.container;
      if (made.image_before) changeToast(toast, { undo: () => askBack(around, made), undoName: around.t.containers.takeBack(imageText(made.image_before)) });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
