import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { nowSeconds } from "@/lib/clock";
import { bounds, type Range } from "@/lib/range";

import { api } from "./client";
import { unwrap } from "./problem";
import type { Marks } from "./types";

const PACE_SECONDS = 5;

const marksQuery = (range: Range, service: string) =>
  queryOptions({
    queryKey: ["marks", range, service],
    queryFn: ({ signal }) => {
      const { from, to } = bounds(range, nowSeconds());
      return unwrap(api.GET("/api/v1/marks", { params: { query: { from, to, ...(service && { service }) } }, signal }));
    },
    refetchInterval: range.kind === "live" ? PACE_SECONDS * 1000 : false,
    placeholderData: keepPreviousData,
  });

/**
 * What happened in a range: incidents, decisions, deployments and scaling, as every chart of a screen marks them. One
 * request however many charts ask. A service: only what concerns it.
 */
export const useMarks = (range: Range, service = ""): Marks | undefined => useQuery(marksQuery(range, service)).data;
