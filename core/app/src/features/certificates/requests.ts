import { queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Certificate, CertificateAttempt, CertificateItem, CertificateSpec, DomainSpec, PreflightFinding } from "@/api/types";

export const KEY = ["certificates"] as const;

export const certificatesQuery = queryOptions({
  queryKey: [...KEY, "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/certificates", { signal })),
  refetchInterval: ({ state }) => (state.data?.some(({ running }) => running) ? 1500 : 10_000),
});

/** What is wanted of the proxies: domains to be certified, and the documents of certificates. */
export const configQuery = queryOptions({ queryKey: ["config"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/config", { signal })), staleTime: 5000 });

export const attemptsQuery = (name: string, busy: boolean) =>
  queryOptions({
    queryKey: [...KEY, name, "attempts"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/certificates/{name}/attempts", { params: { path: { name } }, signal })),
    refetchInterval: busy ? 1500 : 15_000,
  });

export interface Files {
  chain: string;
  key: string;
}

const at = (name: string) => ({ params: { path: { name } } });

export const readOne = (name: string): Promise<CertificateItem> => unwrap(api.GET("/api/v1/certificates/{name}", at(name)));
export const inspect = (files: Files): Promise<Certificate> => unwrap(api.POST("/api/v1/certificates/inspect", { body: files }));
export const upload = (name: string, files: Files): Promise<Certificate> => unwrap(api.POST("/api/v1/certificates/{name}/upload", { ...at(name), body: { ...files, dry_run: false } }));
export const preflight = (name: string): Promise<PreflightFinding[]> => unwrap(api.POST("/api/v1/certificates/{name}/preflight", at(name)));
export const order = (name: string, force = false) => unwrap(api.POST("/api/v1/certificates/{name}/order", { ...at(name), body: { force, dry_run: false } }));
export const attempts = (name: string): Promise<CertificateAttempt[]> => unwrap(api.GET("/api/v1/certificates/{name}/attempts", at(name)));

export const REASONS = ["unspecified", "key_compromise", "superseded", "cessation"] as const;
export const revoke = (name: string, certificate_id: string, reason: (typeof REASONS)[number]): Promise<CertificateAttempt> =>
  unwrap(api.POST("/api/v1/certificates/{name}/revoke", { ...at(name), body: { certificate_id, reason } }));

/** What is to be written of certificates and domains, in one revision: all of it, or nothing. */
export interface Written {
  certificates?: Record<string, Partial<CertificateSpec>>;
  domains?: Record<string, DomainSpec>;
}

export const write = (written: Written, note: string) =>
  unwrap(api.POST("/api/v1/config/apply", { params: { query: { note } }, body: { text: JSON.stringify(written), prune: false } }));

export const remove = (name: string) => unwrap(api.DELETE("/api/v1/config/{kind}/{name}", { params: { path: { kind: "certificate", name } } }));
