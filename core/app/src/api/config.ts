import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { nowSeconds } from "@/lib/clock";
import { bounds, type Range } from "@/lib/range";

import { api } from "./client";
import { unwrap } from "./problem";
import type { ConfigChange, DocumentKind, Draft, TriedDraft, Visited } from "./types";

/** All documents as of the newest revision. */
export const configQuery = queryOptions({ queryKey: ["config"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/config", { signal })), refetchInterval: 10_000, staleTime: 5000 });

/** Who answers for each service, as the nodes see them. */
export const proxiedServicesQuery = queryOptions({
  queryKey: ["proxy-services"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/proxy/services", { signal })),
  refetchInterval: 3000,
});

/** What was heard of each service: how it is protected, and its requests. */
export const servicesQuery = queryOptions({ queryKey: ["services"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/services", { signal })), refetchInterval: 3000 });

export const trafficQuery = (service: string, range: Range, points = 300) =>
  queryOptions({
    queryKey: ["traffic", service, range, points],
    queryFn: ({ signal }) => {
      const { from, to } = bounds(range, nowSeconds());
      const step = Math.max(1, Math.round((to - from) / points));
      return unwrap(api.GET("/api/v1/traffic/series", { params: { query: { from, to, step, service } }, signal }));
    },
    refetchInterval: range.kind === "live" ? 5000 : false,
    placeholderData: keepPreviousData,
  });

export const revisionsQuery = (document?: string, limit = 50) =>
  queryOptions({
    queryKey: ["config", "revisions", document, limit],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/config/revisions", { params: { query: { limit, ...(document && { document }) } }, signal })),
  });

export const revisionQuery = (number: number) =>
  queryOptions({ queryKey: ["config", "revision", number], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/config/revisions/{number}", { params: { path: { number } }, signal })) });

export interface Place {
  kind: DocumentKind;
  name: string;
}

export const checkDraft = (path: Place, text: string, signal?: AbortSignal): Promise<Draft> => unwrap(api.POST("/api/v1/config/{kind}/{name}/draft", { params: { path }, body: { text }, ...(signal && { signal }) }));
export const tryDraft = (path: Place, text: string): Promise<TriedDraft> => unwrap(api.POST("/api/v1/config/{kind}/{name}/draft/test", { params: { path }, body: { text } }));

/** Makes documents what a text declares, in one revision; what it does not name stays. */
export const applyText = (text: string, note: string, expected_revision?: number): Promise<ConfigChange> =>
  unwrap(api.POST("/api/v1/config/apply", { params: { query: { note, ...(expected_revision !== undefined && { expected_revision }) } }, body: { text, prune: false } }));
export const applyDocuments = (documents: Record<string, unknown>, note: string, expected_revision?: number): Promise<ConfigChange> => applyText(JSON.stringify(documents), note, expected_revision);
export const deleteDocument = (path: Place, note: string): Promise<ConfigChange> => unwrap(api.DELETE("/api/v1/config/{kind}/{name}", { params: { path, query: { note } } }));

export const visitDomain = (name: string, path: string): Promise<readonly Visited[]> => unwrap(api.POST("/api/v1/domains/{name}/visit", { params: { path: { name } }, body: { path } })).then(({ visited }) => visited);
export const visitMembers = (name: string, path: string): Promise<readonly Visited[]> => unwrap(api.POST("/api/v1/proxy/services/{name}/visit", { params: { path: { name } }, body: { path } })).then(({ visited }) => visited);

/** What the documents of a kind are called together. */
export const FIELD: Record<DocumentKind, "nodes" | "services" | "domains" | "pages" | "certificates"> = { node: "nodes", service: "services", domain: "domains", pages: "pages", certificate: "certificates" };
