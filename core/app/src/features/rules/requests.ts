import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Policy, PolicyRule, RuleTrial } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import { instantText } from "@/lib/instant";

export const KEY = ["policy-rules"] as const;
export type Mode = PolicyRule["mode"];
export const MODES = ["off", "shadow", "on"] as const;

export const rulesQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/rules", { signal })),
  refetchInterval: 3000,
});

export const policyQuery = queryOptions<Policy>({
  queryKey: ["policy"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/policy", { signal })),
});

/** What a text says as a rule, or what is wrong with it. */
export const checkedQuery = (text: string) =>
  queryOptions({
    queryKey: ["policy-rules-checked", text],
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/rules/check", { body: { text }, signal })),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });

export interface Draft {
  name: string;
  text: string;
  mode: Mode;
}

const at = (id: string) => ({ params: { path: { rule_id: id } } });

export const makeRule = (draft: Draft, place: number | null = null): Promise<PolicyRule> => unwrap(api.POST("/api/v1/rules", { body: { ...draft, place } }));
export const changeRule = (id: string, change: Partial<Draft>): Promise<PolicyRule> => unwrap(api.PATCH("/api/v1/rules/{rule_id}", { ...at(id), body: change }));
export const removeRule = (id: string): Promise<unknown> => unwrap(api.DELETE("/api/v1/rules/{rule_id}", at(id)));
export const orderRules = (ids: string[]): Promise<PolicyRule[]> => unwrap(api.PUT("/api/v1/rules/order", { body: { ids } }));

export function simulate(text: string, days: number): Promise<RuleTrial> {
  const now = nowSeconds();
  return unwrap(api.POST("/api/v1/rules/simulate", { body: { text, from_at: instantText(now - days * 86_400), to_at: instantText(now) } }));
}
