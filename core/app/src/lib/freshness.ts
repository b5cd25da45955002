import { createStore } from "./store";

/** How the polling of the screen goes. Instants are this browser's Unix seconds, but `asOf`, the core's. */
export interface Freshness {
  answeredAt: number | null;
  asOf: number | null;
  failures: number;
  error: unknown;
  retry: () => void;
}

export const freshness = createStore<Freshness>({ answeredAt: null, asOf: null, failures: 0, error: null, retry: () => {} });

export const AMBER_SECONDS = 3;
export const LOST_SECONDS = 15;

export function answered(asOf: number, now: number): void {
  freshness.set({ ...freshness.get(), answeredAt: now, asOf, failures: 0, error: null });
}

export function unanswered(error: unknown): void {
  const before = freshness.get();
  freshness.set({ ...before, failures: before.failures + 1, error });
}
