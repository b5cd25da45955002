import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";

import { addressOf } from "@/api/address";
import { api, authorised } from "@/api/client";
import { errorOf, inOwnWords, unwrap } from "@/api/problem";
import type { AuditPage } from "@/api/types";
import { save } from "@/lib/csv";

import type { Wanted } from "./wanted";

const PAGE = 50;

export const entriesQuery = (wanted: Wanted) =>
  infiniteQueryOptions<AuditPage, Error, InfiniteData<AuditPage, string>, readonly unknown[], string>({
    queryKey: ["audit", wanted],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => unwrap(api.GET("/api/v1/audit", { params: { query: { ...wanted, limit: PAGE, ...(pageParam && { cursor: pageParam }) } }, signal })),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });

/** Saves exactly the entries that are meant. */
export async function exportEntries(wanted: Wanted, form: "csv" | "ndjson"): Promise<void> {
  const response = await authorised(new Request(new URL(addressOf("audit/export", { ...wanted, form }), window.location.href)));
  if (!response.ok) throw await inOwnWords(errorOf(response, await response.json().catch(() => ({}))));
  save(`dozor-audit.${form}`, await response.blob());
}
