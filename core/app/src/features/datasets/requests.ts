import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { addressOf } from "@/api/address";
import { api, authorised } from "@/api/client";
import { errorOf, inOwnWords, unwrap } from "@/api/problem";
import type { Dataset, DatasetSnapshot } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import { save } from "@/lib/csv";
import { bounds, type Range } from "@/lib/range";

export type Name = Dataset["name"] & ("features" | "traffic" | "sources" | "decisions" | "incidents" | "labels" | "metrics");
export type Form = Dataset["forms"][number];

/** A part of a data set. */
export interface Slice {
  name: Name;
  range: Range;
  service: string;
  /** 0 where there are no tiers. */
  step: number;
}

const HELD_SECONDS = 30;

/** A part that is live stands still for a while, so that what was counted is what is taken along. */
function asked({ range, service, step }: Slice) {
  const { from, to } = bounds(range, Math.floor(nowSeconds() / HELD_SECONDS) * HELD_SECONDS);
  return { from, to, ...(service && { service }), ...(step > 0 && { step }) };
}

export const datasetsQuery = queryOptions({ queryKey: ["datasets"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/datasets", { signal })), refetchInterval: 60_000 });
export const servicesQuery = queryOptions({ queryKey: ["datasets", "services"], queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/services", { signal }))).map(({ name }) => name), staleTime: 60_000 });
export const coverageQuery = (name: Name, step: number) => queryOptions({ queryKey: ["datasets", name, "coverage", step], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/datasets/{name}/coverage", { params: { path: { name }, query: { step } }, signal })), placeholderData: keepPreviousData, refetchInterval: 60_000 });
export const countQuery = (slice: Slice) => queryOptions({ queryKey: ["datasets", slice.name, "count", slice], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/datasets/{name}/count", { params: { path: { name: slice.name }, query: asked(slice) }, signal })) });
export const sampleQuery = (slice: Slice) => queryOptions({ queryKey: ["datasets", slice.name, "sample", slice], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/datasets/{name}/sample", { params: { path: { name: slice.name }, query: asked(slice) }, signal })) });
export const snippetQuery = (slice: Slice) => queryOptions({ queryKey: ["datasets", slice.name, "snippet", slice], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/datasets/{name}/snippet", { params: { path: { name: slice.name }, query: asked(slice) }, signal })) });

export const snapshotsQuery = queryOptions({ queryKey: ["datasets", "snapshots"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/datasets/snapshots", { signal })), refetchInterval: 60_000 });
export const takeSnapshot = (slice: Slice, note: string) => unwrap(api.POST("/api/v1/datasets/{name}/snapshots", { params: { path: { name: slice.name } }, body: { service: "", step: 0, ...asked(slice), note } }));
export const removeSnapshot = (id: string) => unwrap(api.DELETE("/api/v1/datasets/snapshots/{snapshot_id}", { params: { path: { snapshot_id: id } } }));

async function fetchedAs(name: string, address: string): Promise<string> {
  const response = await authorised(new Request(new URL(address, window.location.href)));
  if (!response.ok) throw await inOwnWords(errorOf(response, await response.json().catch(() => ({}))));
  save(name, await response.blob());
  return name;
}

/** Saves exactly the part that is meant. */
export const download = (slice: Slice, form: Form) => fetchedAs(`dozor-${slice.name}.${form}`, addressOf(`datasets/${slice.name}/rows`, { ...asked(slice), form }));

/** Saves what was kept. */
export const downloadSnapshot = ({ dataset, id }: DatasetSnapshot) => fetchedAs(`dozor-${dataset}-${id}.parquet`, addressOf(`datasets/snapshots/${id}/file`, {}));
