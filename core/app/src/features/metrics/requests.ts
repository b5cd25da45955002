import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { nowSeconds } from "@/lib/clock";
import { bounds, type Range } from "@/lib/range";
import type { Stat } from "@/lib/view";

export const nodesQuery = queryOptions({ queryKey: ["metrics", "nodes"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/nodes", { signal })), refetchInterval: 30_000 });

export const listQuery = queryOptions({ queryKey: ["metrics", "list"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/metrics", { signal })), refetchInterval: 30_000 });

interface Wanted {
  metrics: readonly string[];
  nodes: readonly string[];
  entities: readonly string[];
  stat: Stat | "avg";
  range: Range;
  /** How many seconds before the range. */
  earlier?: number;
}

const POINTS = 240;
const PACE_MILLISECONDS = 5000;

/** The chosen metrics over the range, or as long before. */
export const columnsQuery = ({ metrics, nodes, entities, stat, range, earlier = 0 }: Wanted) =>
  queryOptions({
    queryKey: ["metrics", "columns", metrics, nodes, entities, stat, range, earlier],
    queryFn: async ({ signal }) => {
      const { from, to } = bounds(range, nowSeconds());
      const step = Math.min(86_400, Math.max(1, Math.round((to - from) / POINTS)));
      const query = { metric: [...metrics], node: [...nodes], entity: [...entities], from: from - earlier, to: to - earlier, step, stats: stat };
      const columns = await unwrap(api.GET("/api/v1/series", { params: { query }, signal }));
      return { ...columns, from, to };
    },
    enabled: metrics.length > 0,
    refetchInterval: range.kind === "live" ? PACE_MILLISECONDS : false,
    placeholderData: keepPreviousData,
  });

export const changesQuery = (nodes: readonly string[], from: number, to: number) =>
  queryOptions({
    queryKey: ["metrics", "changes", nodes, from, to],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/metrics/changes", { params: { query: { from, to, node: [...nodes], limit: 40 } }, signal })),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    retry: false,
  });
