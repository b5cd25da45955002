import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { AttentionItem, FirstSteps, Overview } from "@/api/types";

export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/snapshot/overview", { signal })),
});

/** A part of the newest overview. Leaves follow parts; the screen alone asks for new ones. */
export function useOverview<P>(select: (data: Overview) => P): P | undefined {
  return useQuery({ ...overviewQuery, select, enabled: false }).data;
}

/** What is said of an item; what is left out stays. */
export interface Said {
  snoozed_seconds?: number;
  assignee?: string;
}

export const say = (key: string, said: Said): Promise<AttentionItem> =>
  unwrap(api.PATCH("/api/v1/overview/attention", { body: { key, ...said } }));

/** Shows an item as it is to be, before the core has answered. */
export function foresee(client: QueryClient, key: string, change: Partial<AttentionItem>): void {
  client.setQueryData(overviewQuery.queryKey, (old) => old && { ...old, attention: old.attention.map((item) => (item.key === key ? { ...item, ...change } : item)) });
}

export const putAway = (dismissed: boolean): Promise<FirstSteps | null> => unwrap(api.PUT("/api/v1/overview/first-steps", { body: { dismissed } }));
