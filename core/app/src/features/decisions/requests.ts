import { type InfiniteData, infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Decision, DecisionEffect } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import { bounds, type Range } from "@/lib/range";

const PAGE = 200;
const DONE: Decision["type"][] = ["limit", "challenge", "ban"];

export type Show = "active" | "watched" | "ended";

const page = (show: Show, word: string, cursor: string, signal: AbortSignal) =>
  unwrap(api.GET("/api/v1/decisions", {
    params: { query: { active: show !== "ended", type: show === "watched" ? ["observe"] : DONE, limit: PAGE, ...(word && { q: word }), ...(cursor && { cursor }) } }, signal,
  }));
type Page = Awaited<ReturnType<typeof page>>;

/** Decisions, newest first; `word` stands in one of their texts. */
export const listQuery = (show: Show, word: string) =>
  infiniteQueryOptions<Page, Error, InfiniteData<Page, string>, readonly unknown[], string>({
    queryKey: ["decisions", "list", show, word],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => page(show, word, pageParam, signal),
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: show === "ended" ? 10_000 : 2000,
    placeholderData: keepPreviousData,
  });

/** How many bans hold, where there are more decisions than are read. */
export const bansQuery = queryOptions({
  queryKey: ["decisions", "bans"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/decisions", { params: { query: { active: true, type: ["ban"], limit: 1 } }, signal })).then(({ total }) => total),
  refetchInterval: 5000,
});

const AT_ONCE = 100;
const MOST_ASKED = 300;

/** What decisions do, by their ids; of the first 300. */
export const effectsQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ["decisions", "effects", ids],
    queryFn: async ({ signal }) => {
      const parts = Array.from({ length: Math.ceil(Math.min(ids.length, MOST_ASKED) / AT_ONCE) }, (_, i) => ids.slice(i * AT_ONCE, (i + 1) * AT_ONCE));
      const answers = await Promise.all(parts.map((part) => unwrap(api.GET("/api/v1/decisions/effects", { params: { query: { id: part } }, signal }))));
      return new Map<string, DecisionEffect>(answers.flatMap(({ items }) => items.map((item) => [item.id, item])));
    },
    enabled: ids.length > 0,
    refetchInterval: 5000,
    placeholderData: keepPreviousData,
  });

/** Traffic of a range, of which what was refused is shown. */
export const volumeQuery = (range: Range, service: string) =>
  queryOptions({
    queryKey: ["decisions", "volume", range, service],
    queryFn: ({ signal }) => {
      const { from, to } = bounds(range, nowSeconds());
      const step = Math.max(1, Math.round((to - from) / 360));
      return unwrap(api.GET("/api/v1/traffic/series", { params: { query: { from, to, step, ...(service && { service }) } }, signal }));
    },
    refetchInterval: range.kind === "live" ? 5000 : false,
    placeholderData: keepPreviousData,
  });
