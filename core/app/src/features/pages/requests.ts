import { queryOptions } from "@tanstack/react-query";

import { addressOf } from "@/api/address";
import { api } from "@/api/client";
import { deployed } from "@/api/deploying";
import { unwrap } from "@/api/problem";
import type { Deployment, DomainSpec, PagePreview, PagesSpec } from "@/api/types";

import type { Page } from "./page";

export const KEY = ["pages"] as const;
export type Language = "en" | "ru";
export type Form = "html" | "json";

export const setsQuery = queryOptions({ queryKey: [...KEY, "sets"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/pages", { signal })) });
export const configQuery = queryOptions({ queryKey: ["config"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/config", { signal })), staleTime: 5000 });
export const galleryQuery = (name: string) => queryOptions({ queryKey: [...KEY, name, "gallery"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/pages/{name}/gallery", { params: { path: { name } }, signal })) });

/** The pages of a set in frames, which are kept by the core for ten minutes. */
export const framesQuery = (name: string, language: Language) =>
  queryOptions({
    queryKey: [...KEY, name, "frames", language],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/pages/{name}/frames", { params: { path: { name }, query: { language } }, signal })),
    staleTime: 300_000, gcTime: 300_000, refetchInterval: 480_000,
  });

export const shownQuery = queryOptions({
  queryKey: [...KEY, "shown"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/pages/shown", { params: { query: { minutes: 60 } }, signal })),
  refetchInterval: 10_000,
});
export const maintenanceQuery = queryOptions({ queryKey: ["maintenance"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/maintenance", { signal })), refetchInterval: 10_000 });

export const previewQuery = (page: Page, language: Language, form: Form, pages: PagesSpec) =>
  queryOptions<PagePreview>({
    queryKey: [...KEY, "preview", page, language, form, pages],
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/pages/preview", { body: { page, language, form, pages }, signal })),
    placeholderData: (before: PagePreview | undefined) => before, gcTime: 60_000, retry: false,
  });

export const ownTemplate = (form: Form): Promise<string> => unwrap(api.GET("/api/v1/pages/own-template", { params: { query: { form } } })).then(({ source }) => source);
export const frameAddress = (token: string): string => addressOf(`page-frames/${token}`);
export const linksTo = (domain: string) => unwrap(api.GET("/api/v1/maintenance/{domain}/link", { params: { path: { domain } } })).then(({ links }) => links);

export interface Written {
  pages?: Record<string, Partial<PagesSpec>>;
  domains?: Record<string, DomainSpec>;
}

/** Writes documents in one revision, and brings them to the nodes. */
export async function publish(written: Written, note: string): Promise<Deployment> {
  await unwrap(api.POST("/api/v1/config/apply", { params: { query: { note } }, body: { text: JSON.stringify(written), prune: false } }));
  return deployed(note);
}

/** A secret by which a link opens a domain in maintenance; nobody types it. */
export async function makeLinkSecret(name: string): Promise<void> {
  const value = [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  await unwrap(api.PUT("/api/v1/config/secrets/{name}", { params: { path: { name } }, body: { kind: "token", value } }));
}
