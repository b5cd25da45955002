import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { RequestSummary } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import { instantText } from "@/lib/instant";
import { bounds, type Range } from "@/lib/range";

import { stepOf } from "./steps";

const BARS = 90;
const PACE_MILLISECONDS = 5000;
const USUAL_SECONDS = 4;
const LONG_SECONDS = 50;

export type Summary = RequestSummary & { from: number; to: number };

/** Requests by class over the range, and the most frequent values of their fields. `patient`: however long that takes. */
export const summaryQuery = (q: string, range: Range, patient = false) =>
  queryOptions({
    queryKey: ["requests", "summary", q, range, patient],
    queryFn: async ({ signal }): Promise<Summary> => {
      const { from, to } = bounds(range, nowSeconds());
      const step = stepOf(to - from, BARS);
      const begin = Math.floor(from / step) * step;
      const query = { q, since: instantText(begin), until: instantText(to), step_seconds: step, top: 8, within_seconds: patient ? LONG_SECONDS : USUAL_SECONDS };
      const summary = await unwrap(api.GET("/api/v1/requests/summary", { params: { query }, signal }));
      return { ...summary, from: begin, to };
    },
    refetchInterval: range.kind === "live" && !patient ? PACE_MILLISECONDS : false,
    placeholderData: keepPreviousData,
    retry: false,
  });

/** How many requests a filter finds in a span. */
export const countQuery = (q: string, range: Range) =>
  queryOptions({
    queryKey: ["requests", "count", q, range],
    queryFn: async ({ signal }) => {
      const { from, to } = bounds(range, nowSeconds());
      const query = { q, since: instantText(from), until: instantText(to), step_seconds: to - from, top: 0, within_seconds: USUAL_SECONDS };
      return totalOf(await unwrap(api.GET("/api/v1/requests/summary", { params: { query }, signal })));
    },
    staleTime: Infinity,
    retry: false,
  });

export const logsQuery = queryOptions({
  queryKey: ["requests", "logs"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/requests/logs", { signal })),
  refetchInterval: 30_000,
});

export const evidenceQuery = (q: string, range: Range) =>
  queryOptions({
    queryKey: ["requests", "evidence", q, range],
    queryFn: ({ signal }) => {
      const { from, to } = bounds(range, nowSeconds());
      return unwrap(api.GET("/api/v1/requests/evidence", { params: { query: { q, since: instantText(from), until: instantText(to), limit: 500 } }, signal }));
    },
    refetchInterval: range.kind === "live" ? PACE_MILLISECONDS : false,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const contextQuery = (source: string, line: string, at: number) =>
  queryOptions({
    queryKey: ["requests", "context", source, line, at],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/requests/context", { params: { query: { source, line, at, count: 50 } }, signal })),
    staleTime: Infinity,
    retry: false,
  });

export const totalOf = ({ steps }: Pick<RequestSummary, "steps">): number =>
  steps.reduce((sum, { classes }) => sum + Object.values(classes).reduce((part, each) => part + each, 0), 0);
