import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { AllowEntry, AllowIn, AllowLine } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import { instantText, unix } from "@/lib/instant";

export const KEY = ["allowlist"] as const;

export const allowedQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/allowlist", { signal })),
  refetchInterval: 3000,
});

/** What each of some lines would allow, or what is wrong with it. */
export const checkedQuery = (text: string) =>
  queryOptions({
    queryKey: ["allowlist-checked", text],
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/allowlist/check", { body: { text }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5000,
  });

export interface Said {
  /** RFC 3339; null: for good. */
  until_at: string | null;
  owner: string;
  reason: string;
}

export const allowMany = (entries: AllowIn[]) => unwrap(api.POST("/api/v1/allowlist/bulk", { body: { entries } }));
export const amend = (id: string, said: Partial<Said>): Promise<AllowEntry> =>
  unwrap(api.PATCH("/api/v1/allowlist/{entry_id}", { params: { path: { entry_id: id } }, body: said }));
export const disallow = (id: string): Promise<unknown> => unwrap(api.DELETE("/api/v1/allowlist/{entry_id}", { params: { path: { entry_id: id } } }));

/** An entry to be made, as it is said now. */
export const asMade = ({ network, until_at, owner, reason }: AllowEntry): AllowIn => ({ network, until_at, owner, reason });

/** What a line says, and beside it what was said for all lines that do not. */
export const entryOf = (line: AllowLine, { until_at, owner, reason }: Said): AllowIn[] =>
  line.network === null ? [] : [{ network: line.network, until_at: line.until_at ?? until_at, owner: line.owner || owner, reason: line.reason || reason }];

/** The instant so many seconds from now; null for 0. */
export const inSeconds = (seconds: number): string | null => (seconds === 0 ? null : instantText(nowSeconds() + seconds));

const SOON_SECONDS = 7 * 86_400;
export const endsSoon = ({ until_at }: AllowEntry): boolean => until_at !== null && unix(until_at) - nowSeconds() < SOON_SECONDS;

/** A network as people write it: one address without its length. */
export const shownNetwork = (network: string): string => network.replace(/^([^:]+)\/32$|^(.*:.*)\/128$/, "$1$2");
