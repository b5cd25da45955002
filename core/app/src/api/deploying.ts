import { api } from "./client";
import { unwrap } from "./problem";
import type { Deployment } from "./types";

const LOOK_MS = 700;

export const isOver = ({ phase }: Deployment): boolean => phase === "done" || phase === "failed" || phase === "cancelled";

/** Brings the newest revision to the nodes, and follows it until it is there or nodes went back. */
export async function deployed(note: string, follow?: (deployment: Deployment) => void): Promise<Deployment> {
  const { deployment } = await unwrap(api.POST("/api/v1/deployments", { body: { note, despite_problems: false } }));
  if (!deployment) throw new Error("nothing was begun");
  let newest = deployment;
  while (!isOver(newest)) {
    follow?.(newest);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    newest = await unwrap(api.GET("/api/v1/deployments/{deployment_id}", { params: { path: { deployment_id: newest.id } } }));
  }
  return newest;
}

/** Which nodes did not take it, each with what it said. */
export function refusalsOf({ reason, nodes }: Deployment): string {
  const told = nodes.flatMap(({ name, problems }) => problems.map(({ message }) => `${name}: ${message}`));
  return [...new Set([reason, ...told])].filter(Boolean).join("; ");
}
