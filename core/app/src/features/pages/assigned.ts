import type { DomainSpec, PagesSpec, ProxyConfig } from "@/api/types";

import { DEFAULT_SET, EMPTY_SET, type Page, templateOf } from "./page";

/** Which set a domain shows where its places say nothing: its own, else its service's. */
export const setOf = (domain: DomainSpec, { services }: ProxyConfig): string => domain.pages ?? services[domain.service]?.pages ?? DEFAULT_SET;

/** Sets that some of a domain's places show instead. */
export const setsInPlaces = (domain: DomainSpec): string[] => [...new Set(domain.locations.flatMap(({ pages }) => pages ?? []))];

export type From = "set" | "default" | "dozor";

/** Where a page of a set comes from. */
export function sourceOf(set: string, page: Page, pages: Record<string, PagesSpec>): From {
  const of = (name: string) => templateOf(pages[name] ?? EMPTY_SET, page, "en", "html") ?? templateOf(pages[name] ?? EMPTY_SET, page, "ru", "html");
  if (of(set)) return "set";
  return of(DEFAULT_SET) ? "default" : "dozor";
}
