import type { CertificateSpec, DomainSpec } from "@/api/types";

export type Source = CertificateSpec["source"];
export type Directory = NonNullable<CertificateSpec["acme"]>["directory"];

/** A certificate that somebody is about to ask for. */
export interface Draft {
  domains: readonly string[];
  /** Names besides those of the domains, as typed. */
  more: string;
  source: Source;
  directory: Directory;
  directoryUrl: string;
  email: string;
  challenge: "http" | "dns";
  provider: string;
  credentials: string;
  redirect: boolean;
  chain: string;
  key: string;
}

export const EMPTY: Draft = {
  domains: [], more: "", source: "acme", directory: "letsencrypt", directoryUrl: "", email: "", challenge: "http", provider: "", credentials: "", redirect: false, chain: "", key: "",
};

/** What directories call themselves; the others have words in the dictionary. */
export const OWN_NAMES: Partial<Record<Directory, string>> = { letsencrypt: "Let's Encrypt", zerossl: "ZeroSSL" };

/** Providers of DNS by their names in acme.sh; any other can be typed. */
export const PROVIDERS = ["dns_cf", "dns_aws", "dns_gcloud", "dns_azure", "dns_dgon", "dns_hetzner", "dns_ovh", "dns_gandi_livedns", "dns_yandex", "dns_selectel", "dns_regru", "dns_nsupdate"] as const;

const typed = (text: string): string[] => text.toLowerCase().split(/[\s,;]+/).filter(Boolean);

/** All names that are to be certified, each once. */
export function namesOf(draft: Draft, known: Record<string, DomainSpec>): string[] {
  return [...new Set([...draft.domains.flatMap((domain) => known[domain]?.names ?? []), ...typed(draft.more)])];
}

/** A name for the document that no other one has: `shop.example`, `shop.example-2`. */
export function documentName(names: readonly string[], taken: readonly string[]): string {
  const plain = (names[0] ?? "certificate").replace(/^\*\./, "wildcard.").replaceAll(/[^a-z0-9._-]/g, "-").replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "").slice(0, 58) || "certificate";
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? plain : `${plain}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** What keeps a draft from being asked for, or null. */
export function lackOf(draft: Draft, names: readonly string[]): "names" | "domain" | "wildcard" | "provider" | "directory" | "files" | null {
  if (draft.source === "uploaded") return draft.chain && draft.key ? null : "files";
  if (names.length === 0) return "names";
  if (draft.source !== "acme") return null;
  if (draft.domains.length === 0) return "domain";
  if (draft.challenge === "http" && names.some((name) => name.startsWith("*."))) return "wildcard";
  if (draft.challenge === "dns" && !draft.provider) return "provider";
  return draft.directory === "custom" && !draft.directoryUrl ? "directory" : null;
}

/** The document of a draft. */
export function specOf(draft: Draft, names: readonly string[]): Partial<CertificateSpec> {
  if (draft.source !== "acme") return { names: [...names], source: draft.source };
  const { directory, challenge } = draft;
  const acme = {
    directory, challenge,
    ...(directory === "custom" && { directory_url: draft.directoryUrl }), ...(draft.email && { email: draft.email }),
    ...(challenge === "dns" && { dns_provider: draft.provider, ...(draft.credentials && { credentials: draft.credentials }) }),
  };
  return { names: [...names], source: "acme", acme: acme as NonNullable<CertificateSpec["acme"]> };
}

/** A domain as it is with a certificate. */
export function servedWith(domain: DomainSpec, certificate: string, redirect: boolean): DomainSpec {
  return { ...domain, tls: { ...(domain.tls ?? { hsts: null, http2: true }), certificate, redirect_http: redirect } };
}

/** Whether a certificate's names, wildcards among them, are enough for others. */
export const covers = (certified: readonly string[], names: readonly string[]): boolean =>
  names.every((name) => certified.includes(name) || certified.includes(`*.${name.slice(name.indexOf(".") + 1)}`));
