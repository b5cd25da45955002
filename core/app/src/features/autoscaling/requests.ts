import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { ScaledService } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import { instantText } from "@/lib/instant";
import { bounds, type Range } from "@/lib/range";

export const scalingQuery = queryOptions({
  queryKey: ["scaling"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/scaling", { signal })),
  refetchInterval: 2000,
});

export const historyQuery = (service: string, range: Range) =>
  queryOptions({
    queryKey: ["scaling", service, "history", range],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/scaling/{service}/history", { params: { path: { service }, query: bounds(range, nowSeconds()) }, signal })),
    refetchInterval: range.kind === "live" ? 5000 : false,
    placeholderData: keepPreviousData,
  });

export type Direction = "in" | "out" | "both";

export function setPaused(service: string, direction: Direction, paused: boolean): Promise<ScaledService> {
  const asked = { params: { path: { service } }, body: { direction } };
  return unwrap(paused ? api.POST("/api/v1/scaling/{service}/pause", asked) : api.POST("/api/v1/scaling/{service}/resume", asked));
}

export const SCENARIOS = ["none", "flash", "ddos", "yo-yo", "ramp", "fault"] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** What is tried: the policy as it is, but for these. */
export interface Tried {
  min: number;
  max: number;
  value: number;
  utilisation: number;
  scale_down_delay_seconds: number;
  scenario: Scenario;
}

export function simulate({ service, policy }: ScaledService, tried: Tried, range: Range) {
  const { template: _, nodes: __, stop_seconds: ___, ...kept } = policy;
  const { from, to } = bounds(range, nowSeconds());
  const { min, max, value, utilisation, scale_down_delay_seconds, scenario } = tried;
  const changed = { ...kept, min, max, scale_down_delay_seconds, target: { ...kept.target, value, utilisation } };
  return unwrap(api.POST("/api/v1/scaling/simulate", {
    body: { service, policy: changed, from_at: instantText(from), to_at: instantText(to), against: ["hpa", "kpa"], scenario },
  }));
}
