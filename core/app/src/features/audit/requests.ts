import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";

import { addressOf } from "@/api/address";
import { api, authorised } from "@/api/client";
import { errorOf, unwrap } from "@/api/problem";
import type { AuditPage } from "@/api/types";
import { save } from "@/lib/csv";

const PAGE = 50;

/** Which entries are meant; what is undefined does not matter. Instants are Unix seconds. */
export interface Wanted {
  who?: string | undefined;
  action?: string | undefined;
  subject?: string | undefined;
  text?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/** What was asked for, without what was not. */
export const asked = (wanted: Wanted) => Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined && value !== ""));

export const entriesQuery = (wanted: Wanted) =>
  infiniteQueryOptions<AuditPage, Error, InfiniteData<AuditPage, string>, readonly unknown[], string>({
    queryKey: ["audit", asked(wanted)],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => unwrap(api.GET("/api/v1/audit", { params: { query: { ...asked(wanted), limit: PAGE, ...(pageParam && { cursor: pageParam }) } }, signal })),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });

/** Saves exactly the entries that are meant. */
export async function exportEntries(wanted: Wanted, form: "csv" | "ndjson"): Promise<void> {
  const response = await authorised(new Request(new URL(addressOf("audit/export", { ...asked(wanted), form }), window.location.href)));
  if (!response.ok) throw errorOf(response, await response.json().catch(() => ({})));
  save(`dozor-audit.${form}`, await response.blob());
}
