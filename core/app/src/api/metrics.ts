import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { nowSeconds } from "@/lib/clock";
import { bounds, type Range } from "@/lib/range";

import { api } from "./client";
import { unwrap } from "./problem";
import type { MetricColumns } from "./types";

interface Wanted {
  /** Each as KIND.METRIC. */
  metrics: readonly string[];
  nodes?: readonly string[];
  entities?: readonly string[];
  range: Range;
  /** About how many points a line is to have. */
  points: number;
}

const PACE_SECONDS = 5;

/** Series of metrics over a range of time; a live one is asked for again as it moves. */
export const seriesQuery = ({ metrics, nodes = [], entities = [], range, points }: Wanted) =>
  queryOptions({
    queryKey: ["metrics", metrics, nodes, entities, range, points],
    queryFn: ({ signal }) => {
      const { from, to } = bounds(range, nowSeconds());
      const step = Math.min(86_400, Math.max(1, Math.round((to - from) / points)));
      const query = { metric: [...metrics], node: [...nodes], entity: [...entities], from, to, step };
      return unwrap(api.GET("/api/v1/series", { params: { query }, signal }));
    },
    refetchInterval: range.kind === "live" ? PACE_SECONDS * 1000 : false,
    placeholderData: keepPreviousData,
  });

/** The last quarter of an hour, for lines in rows. */
export const RECENT: Range = { kind: "live", seconds: 900 };

export type Values = readonly (number | null)[];

/** Where the values of one series are found: by node, entity and metric. */
export const placeOf = (node: string, entity: string, metric: string): string => JSON.stringify([node, entity, metric]);

/** The averages of each series, by its place. */
export function byPlace(columns: MetricColumns | undefined): ReadonlyMap<string, Values> {
  return new Map(columns?.series.map((each) => [placeOf(each.node_id, each.entity, `${each.kind}.${each.metric}`), each.avg ?? []]));
}

/** The newest value that is no gap, of the last few. */
export const newest = (values: Values | undefined): number | null => values?.slice(-4).findLast((value) => value !== null) ?? null;
