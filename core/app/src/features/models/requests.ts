import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { addressOf } from "@/api/address";
import { api, authorised } from "@/api/client";
import { errorOf, inOwnWords, unwrap } from "@/api/problem";
import type { Candidate, DetectorVersion, Thresholds, Trial } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import { save } from "@/lib/csv";
import { instantText } from "@/lib/instant";

const WEEK_SECONDS = 7 * 86_400;

export const versionsQuery = queryOptions({ queryKey: ["lab", "versions"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/lab/versions", { signal })), staleTime: 10_000 });
export const trialQuery = queryOptions({ queryKey: ["lab", "trial"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/lab/trial", { signal })), refetchInterval: 10_000 });
/** The core makes a study every five minutes at most, in seconds of work. */
export const studyQuery = queryOptions({ queryKey: ["lab", "study"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/lab/study", { signal })), refetchInterval: 120_000, staleTime: 30_000 });
export const policyQuery = queryOptions({ queryKey: ["lab", "policy"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/policy", { signal })), staleTime: 5000 });
export const queueQuery = queryOptions({ queryKey: ["lab", "queue"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/labels/queue", { signal })), staleTime: 60_000 });
export const anatomyQuery = (id: string) => queryOptions({ queryKey: ["lab", "anatomy", id], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/lab/versions/{version_id}/anatomy", { params: { path: { version_id: id } }, signal })), staleTime: Infinity, retry: false });

export const labelsQuery = infiniteQueryOptions({
  queryKey: ["lab", "labels"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => unwrap(api.GET("/api/v1/labels", { params: { query: { limit: 30, ...(pageParam && { cursor: pageParam }) } }, signal })),
  getNextPageParam: (page) => page.next_cursor,
});

export const setChallenger = (id: string): Promise<Trial> => unwrap(api.PUT("/api/v1/lab/challenger", { body: { version_id: id } }));
export const endTrial = () => unwrap(api.DELETE("/api/v1/lab/challenger"));
export const promote = (id: string, reason?: string): Promise<Trial> => unwrap(api.PUT("/api/v1/lab/champion", { body: { version_id: id, force: reason !== undefined, reason: reason ?? "" } }));
export const rollBack = (): Promise<Trial> => unwrap(api.POST("/api/v1/lab/rollback"));

export const label = ({ service, source, at, position }: Candidate, word: "attack" | "harmless" | "unsure") => unwrap(api.POST("/api/v1/labels", { body: { service, source, at, position, label: word, reason: "" } }));
export const unlabel = ({ service, source }: Pick<Candidate, "service" | "source">) => unwrap(api.DELETE("/api/v1/labels", { params: { query: { service, source } } }));

/** What thresholds would have done to the last seven days. */
export function tryThresholds(thresholds: Thresholds) {
  const now = nowSeconds();
  return unwrap(api.POST("/api/v1/lab/what-if", { body: { thresholds, service: "", from_at: instantText(now - WEEK_SECONDS), to_at: instantText(now) } }));
}

export const setThresholds = (thresholds: Thresholds) => unwrap(api.PATCH("/api/v1/policy", { body: { thresholds } }));

/** Takes in a file that a notebook wrote. */
export async function upload(file: File): Promise<DetectorVersion> {
  const response = await authorised(new Request(new URL(addressOf("lab/versions", { notes: file.name }), window.location.href), { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" } }));
  const told: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw await inOwnWords(errorOf(response, told));
  return told as DetectorVersion;
}

export async function download({ id, name }: DetectorVersion): Promise<void> {
  const response = await authorised(new Request(new URL(addressOf(`lab/versions/${id}`, {}), window.location.href)));
  if (!response.ok) throw await inOwnWords(errorOf(response, await response.json().catch(() => ({}))));
  save(`${name}.npz`, await response.blob());
}
