import type { AnomalousSource, Incident, Reason, TrafficSeries } from "@/api/types";
import { COLUMNS } from "@/lib/series";

// Made by the server's own models (`python -m core.server.api.examples`), so that a test cannot be about what never comes.
import made from "./fixtures.json";

export const reason = (change: Partial<Reason> = {}): Reason => ({ ...made.reason, ...change });
export const source = (change: Partial<AnomalousSource> = {}): AnomalousSource => ({ ...(made.source as AnomalousSource), ...change });
export const incident = (change: Partial<Incident> = {}): Incident => ({ ...(made.incident as Incident), ...change });

/** A series of requests per second at consecutive instants; the other columns are gaps. */
export function series(from: number, rps: (number | null)[], step = 1): TrafficSeries {
  const empty = Object.fromEntries(COLUMNS.map((name) => [name, rps.map(() => null)])) as unknown as TrafficSeries;
  return { ...empty, as_of: "2026-11-22T18:00:00Z", step_seconds: step, t: rps.map((_, i) => from + i * step), rps };
}
