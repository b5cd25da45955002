import { queryOptions } from "@tanstack/react-query";

import { addressOf } from "@/api/address";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { readLines } from "@/api/stream";
import type { LogAnswer, LogLine } from "@/api/types";

export const changeGroups = (id: string, groups: string[]) => unwrap(api.PATCH("/api/v1/nodes/{node_id}", { params: { path: { node_id: id } }, body: { groups } }));
/** How long a key is good, in days, and from where; null is without end, or from anywhere. */
export interface KeyTerms {
  days: number | null;
  networks: string[] | null;
}
export const rotateKey = (id: string, terms: KeyTerms) => unwrap(api.POST("/api/v1/nodes/{node_id}/key", { params: { path: { node_id: id } }, body: terms }));
export const revokeKey = (id: string) => unwrap(api.DELETE("/api/v1/nodes/{node_id}/key", { params: { path: { node_id: id } } }));
export const deleteNode = (id: string) => unwrap(api.DELETE("/api/v1/nodes/{node_id}", { params: { path: { node_id: id } } }));

/** The newest values of metrics of a node. */
export const latestQuery = (node: string, metrics: readonly string[]) =>
  queryOptions({
    queryKey: ["nodes", node, "latest", metrics],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/metrics/latest", { params: { query: { metric: [...metrics], node: [node] } }, signal })),
    refetchInterval: 5000,
  });

export type Order = "cpu" | "memory" | "io";
export const processesQuery = (node: string, order: Order) =>
  queryOptions({
    queryKey: ["nodes", node, "processes", order],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/nodes/{node_id}/processes", { params: { path: { node_id: node }, query: { count: 25, order } }, signal })),
    refetchInterval: 3000,
    retry: false,
  });

/** What fires: of one node, or of all. */
export const alarmsQuery = (node: string) =>
  queryOptions({ queryKey: ["alarms", node], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/alarms", { params: { query: { node } }, signal })), refetchInterval: 5000 });

/** What each node's NGINX is to run and runs. */
export const proxyQuery = queryOptions({
  queryKey: ["proxy", "nodes"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/proxy/nodes", { signal })),
  refetchInterval: 5000,
});

export const configQuery = queryOptions({ queryKey: ["config"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/config", { signal })), staleTime: 5000 });

const NEWEST = 8;
const MOST_SOURCES = 20;

/** The newest lines of level error of all logs of a node; read anew now and then. */
export const errorsQuery = (node: string) =>
  queryOptions({
    queryKey: ["nodes", node, "errors"],
    queryFn: async ({ signal }) => {
      const sources = await unwrap(api.GET("/api/v1/logs/sources", { signal }));
      const source = sources.filter((each) => each.node === node).map((each) => each.source).slice(0, MOST_SOURCES);
      const found: LogLine[] = [];
      if (source.length > 0) await readLines<LogAnswer>(addressOf("logs", { source, level: ["error", "fatal"], tail: NEWEST, within_seconds: 3 }), { signal }, (answers) => found.push(...answers.filter((each) => each.type === "line")));
      return { sources: source, lines: found.toReversed() };
    },
    refetchInterval: 20_000,
    retry: false,
  });

export const inventoryQuery = (node: string) =>
  queryOptions({
    queryKey: ["nodes", node, "inventory"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/nodes/{node_id}/inventory", { params: { path: { node_id: node } }, signal })),
    refetchInterval: 5000,
  });
