import { queryOptions } from "@tanstack/react-query";

import { addressOf } from "@/api/address";
import { api, authorised } from "@/api/client";
import { errorOf, inOwnWords, unwrap } from "@/api/problem";
import type { Policy, Step } from "@/api/types";
import { save } from "@/lib/csv";

export const settingsQuery = queryOptions({ queryKey: ["settings"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/settings", { signal })), staleTime: 30_000 });
export const policyQuery = queryOptions({ queryKey: ["policy"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/policy", { signal })), refetchInterval: 5000 });
export const healthQuery = queryOptions({ queryKey: ["health"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/health", { signal })), refetchInterval: 5000 });
export const maintenanceQuery = queryOptions({ queryKey: ["maintenance"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/maintenance", { signal })), refetchInterval: 30_000 });

/** p-values; null is as it is shipped. */
export type Steps = Record<"observe" | "limit" | "challenge" | "ban", number | null>;

/** What is null is as it is shipped. */
export type DurationsChange = Record<"step_seconds" | "ban_seconds" | "longest_ban_seconds", number | null>;
export type BudgetChange = Record<"least_bans" | "share_of_sources" | "share_of_traffic" | "outsiders", number | null>;

export interface PolicyChange {
  max_step?: Step;
  thresholds?: Steps;
  durations?: DurationsChange;
  budget?: BudgetChange;
  trusted_head?: string;
}

export const changePolicy = (change: PolicyChange): Promise<Policy> => unwrap(api.PATCH("/api/v1/policy", { body: change }));
export const bringBackFirstSteps = () => unwrap(api.PUT("/api/v1/overview/first-steps", { body: { dismissed: false } }));

/** Saves all documents as YAML. Secrets are named in it, not told. */
export async function exportConfig(): Promise<void> {
  const response = await authorised(new Request(new URL(addressOf("config/export"), window.location.href)));
  if (!response.ok) throw await inOwnWords(errorOf(response, await response.json().catch(() => ({}))));
  save("dozor-config.yaml", await response.blob());
}
