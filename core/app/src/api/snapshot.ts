import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";

import { bounds, type Range } from "@/lib/range";
import { nowSeconds } from "@/lib/clock";

import { api } from "./client";
import { unwrap } from "./problem";
import type { Anomalies } from "./types";

/** What the snapshot is about: a service ("" for all) and the time range of the URL. */
export interface View {
  service: string;
  range: Range;
}

const ROOT = ["snapshot"] as const;
const keyOf = (view: View) => [...ROOT, view.service, view.range.kind === "fixed" ? view.range : "live"] as const;

function read(view: View, signal: AbortSignal): Promise<Anomalies> {
  const fixed = view.range.kind === "fixed" ? bounds(view.range, nowSeconds()) : null;
  const query = {
    ...(view.service ? { service: view.service } : {}),
    ...(fixed ? { from: fixed.from, to: fixed.to } : {}),
  };
  return unwrap(api.GET("/api/v1/snapshot/anomalies", { params: { query }, signal }));
}

export const snapshotOptions = (view: View) =>
  queryOptions({ queryKey: keyOf(view), queryFn: ({ signal }) => read(view, signal), staleTime: Infinity });

/** A part of the newest snapshot. Leaves follow parts, so a tick redraws only what changed; one poller fetches. */
export function useSnapshot<P>(view: View, select: (data: Anomalies) => P): P | undefined {
  return useQuery({ ...snapshotOptions(view), select, enabled: false }).data;
}

export const refetchSnapshots = (client: QueryClient): Promise<void> =>
  client.refetchQueries({ queryKey: ROOT, type: "active" });
