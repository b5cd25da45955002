import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { isOver } from "@/api/deploying";
import { unwrap } from "@/api/problem";
import type { Deployment, ProxyNode } from "@/api/types";

const RUNNING_MS = 700;
const QUIET_MS = 5000;

export const deploymentsQuery = (limit = 20) =>
  queryOptions({
    queryKey: ["deployments", limit],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/deployments", { params: { query: { limit } }, signal })),
    refetchInterval: ({ state }) => (state.data?.some((each) => !isOver(each)) ? RUNNING_MS : QUIET_MS),
    placeholderData: keepPreviousData,
  });

export const deploymentQuery = (id: string) =>
  queryOptions({
    queryKey: ["deployments", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/deployments/{deployment_id}", { params: { path: { deployment_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : RUNNING_MS),
  });

export const proxyNodesQuery = queryOptions({
  queryKey: ["proxy-nodes"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/proxy/nodes", { signal })),
  refetchInterval: QUIET_MS,
});

/** What deploying all that is saved would change; nothing is begun. */
export const plannedQuery = queryOptions({
  queryKey: ["deployments", "planned"],
  queryFn: ({ signal }) => unwrap(api.POST("/api/v1/deployments", { params: { query: { dry_run: true } }, body: { note: "", despite_problems: false }, signal })),
  staleTime: 0,
  gcTime: 0,
});

export const cancelDeployment = (id: string): Promise<Deployment> => unwrap(api.POST("/api/v1/deployments/{deployment_id}/cancel", { params: { path: { deployment_id: id } } }));
export const restoreRevision = (number: number, note = "") => unwrap(api.POST("/api/v1/config/revisions/{number}/restore", { params: { path: { number }, query: { note } } }));

/** Nodes for which something is saved that they were not told to run. */
export const waitingFor = (nodes: readonly ProxyNode[] | undefined): readonly ProxyNode[] => (nodes ?? []).filter(({ desired, confirmed }) => desired !== confirmed);

/** Everything that shows documents or what nodes run of them is asked anew. */
export const refetchConfig = (client: QueryClient) =>
  Promise.all([["deployments"], ["proxy-nodes"], ["proxy-services"], ["config"], ["explain"], ["certificates"]].map((queryKey) => client.invalidateQueries({ queryKey })));
