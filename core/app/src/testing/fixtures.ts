import type { AnomalousSource, Incident, Reason, TrafficSeries } from "@/api/types";
import { COLUMNS } from "@/lib/series";

export const reason = (change: Partial<Reason> = {}): Reason => ({
  feature: "requests_10s", value: 460, typical: 10, share: 0.7, one_in: 100_000, ...change,
});

export const source = (change: Partial<AnomalousSource> = {}): AnomalousSource => ({
  source: "203.0.113.7", scope: "ip", service: "shop.example", score: 0.93, rps: 120, traffic_share: 0.4, requests: 1200, refused: 0,
  first_seen_at: "2026-11-22T18:00:00Z", last_seen_at: "2026-11-22T18:05:00Z",
  reasons: [reason(), reason({ feature: "not_found_paths_600s", value: 40, typical: 1, share: 0.3 })],
  top_path: "/api/cart", spark: [1, 2, null, 4], decision: null, allowed: false, ...change,
});

export const incident = (change: Partial<Incident> = {}): Incident => ({
  id: "e1", kind: "flood", severity: "critical", service: "shop.example", started_at: "2026-11-22T18:00:00Z", detected_at: "2026-11-22T18:00:02Z", ended_at: null,
  sources: 1, decisions: 1, refused: 0, peak_score: 0.97, peak_rps: 120, verdict: "open", verdict_by: "", verdict_reason: "", verdict_at: null, ...change,
});

/** A series of requests per second at consecutive instants; the other columns are gaps. */
export function series(from: number, rps: (number | null)[], step = 1): TrafficSeries {
  const empty = Object.fromEntries(COLUMNS.map((name) => [name, rps.map(() => null)])) as unknown as TrafficSeries;
  return { ...empty, as_of: "2026-11-22T18:00:00Z", step_seconds: step, t: rps.map((_, i) => from + i * step), rps };
}
