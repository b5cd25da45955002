import { type QueryClient, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Reload } from "@/api/types";

const RUNNING_MS = 700;
const QUIET_MS = 5000;
const KEY = ["reloads"];

export const isOver = ({ phase }: Reload): boolean => phase !== "running";

/** The newest reload, of nodes that one may see. */
export const newestReloadQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/reloads", { params: { query: { limit: 1 } }, signal })))[0] ?? null,
  refetchInterval: ({ state }) => (state.data && !isOver(state.data) ? RUNNING_MS : QUIET_MS),
});

/** What reloading these nodes would come to; nothing is begun. */
export const plannedReloadQuery = (nodes: readonly string[]) =>
  queryOptions({
    queryKey: [...KEY, "planned", nodes],
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/reloads", { params: { query: { dry_run: true } }, body: { nodes: [...nodes] }, signal })),
    staleTime: 0,
    gcTime: 0,
  });

export const reloadNodes = (nodes: readonly string[]) => unwrap(api.POST("/api/v1/reloads", { body: { nodes: [...nodes] } }));
export const stopReload = (id: string) => unwrap(api.POST("/api/v1/reloads/{reload_id}/stop", { params: { path: { reload_id: id } } }));
export const refetchReloads = (client: QueryClient) => client.invalidateQueries({ queryKey: KEY, exact: true });
