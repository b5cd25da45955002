import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { addressOf } from "@/api/address";
import { api, authorised } from "@/api/client";
import { errorOf, inOwnWords, unwrap } from "@/api/problem";
import type { SourceProfile } from "@/api/types";
import { save } from "@/lib/csv";
import type { Range } from "@/lib/range";
import type { SourceGroupBy } from "@/lib/view";

const PAGE = 100;
const HOUR = 3600;

export type By = SourceGroupBy | "address";
/** What the core can sort by, always the most first. */
export const CORE_SORTS = ["score", "load", "requests", "refused", "sources", "first", "last"] as const;
export type CoreSort = (typeof CORE_SORTS)[number];

/** Which sources are meant. */
export interface Wanted {
  by: By;
  q: string;
  service: string;
  sort: CoreSort;
  range: Range;
}

/** Whether they are asked of the memory of the last hour, which is alive, or of history. */
export const isNow = (range: Range): boolean => range.kind === "live" && range.seconds <= HOUR;

function span(range: Range): { from?: number; to?: number } {
  if (isNow(range)) return {};
  if (range.kind === "fixed") return { from: range.from, to: range.to };
  return { from: Math.floor(Date.now() / 1000) - range.seconds };
}

const asked = ({ q, service, range }: Omit<Wanted, "by" | "sort">) => ({ ...(q && { q }), ...(service && { service }), ...span(range) });

/** How often what is alive is asked for again. */
const pace = (range: Range, seconds: number) => (isNow(range) ? seconds * 1000 : false);

export const listQuery = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: ["sources", "list", wanted],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => unwrap(api.GET("/api/v1/sources", { params: { query: { ...asked(wanted), group_by: wanted.by, sort: wanted.sort, limit: PAGE, ...(pageParam && { cursor: pageParam }) } }, signal })),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
    refetchInterval: pace(wanted.range, 3),
  });

export const mapQuery = (service: string, range: Range) =>
  queryOptions({
    queryKey: ["sources", "map", service, range],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/sources/map", { params: { query: asked({ q: "", service, range }) }, signal })),
    placeholderData: (before) => before,
    refetchInterval: pace(range, 5),
  });

/** How an address is called. It is asked of name servers once somebody looks; of IPv6 a source is a /64, which has no name. */
export const nameQuery = (source: string) =>
  queryOptions({
    queryKey: ["sources", "name", source],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/sources/{source}/name", { params: { path: { source } }, signal })),
    staleTime: 10 * 60_000,
    retry: false,
  });

export const impactQuery = (by: By, key: string, service: string) =>
  queryOptions({
    queryKey: ["sources", "impact", by, key, service],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/sources/impact", { params: { query: { group_by: by, key, ...(service && { service }) } }, signal })),
  });

export const profileQuery = (of: string, range: Range) =>
  queryOptions<SourceProfile>({
    queryKey: ["sources", "profile", of, range],
    queryFn: ({ signal }) => {
      const { from, to } = range.kind === "fixed" ? range : { from: Math.floor(Date.now() / 1000) - range.seconds, to: undefined };
      return unwrap(api.GET("/api/v1/sources/profile", { params: { query: { of, from, ...(to && { to }) } }, signal }));
    },
    placeholderData: (before) => (before?.key === of ? before : undefined),
    refetchInterval: range.kind === "live" ? 4000 : false,
    retry: false,
  });

/** Saves exactly what the list finds, all of its pages. */
export async function exportSources(wanted: Wanted, format: "csv" | "ndjson"): Promise<void> {
  const address = addressOf("sources/export", { ...asked(wanted), group_by: wanted.by, sort: wanted.sort, format });
  const response = await authorised(new Request(new URL(address, window.location.href)));
  if (!response.ok) throw await inOwnWords(errorOf(response, await response.json().catch(() => ({}))));
  save(`dozor-sources.${format}`, await response.blob());
}
