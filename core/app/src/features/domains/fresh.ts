import type { ProxyConfig } from "@/api/types";

export interface Fresh {
  name: string;
  /** A service that there is; empty: a new one, whose only member is at `to`. */
  service: string;
  to: string;
  https: "automatic" | "self_signed" | "none";
  email: string;
  /** null: all. */
  nodes: readonly string[] | null;
}

export const FRESH: Fresh = { name: "", service: "", to: "", https: "none", email: "", nodes: null };

const NAME = /^(?:\*\.)?[\p{L}\p{N}_](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?$/u;

/** The name in what somebody pasted, as `https://shop.example/cart`; null where there is none. */
export function hostOf(text: string): string | null {
  const host = text.trim().toLowerCase().replace(/^https?:\/\//, "").replace(/[/?#].*$/, "").replace(/\.$/, "");
  return NAME.test(host) ? host : null;
}

/** What the document of a domain is called: its name in ASCII, as far as that may be in one. */
export function nameOf(domain: string): string {
  const plain = domain.trim().toLowerCase().replace(/^\*\./, "any.");
  const ascii = URL.canParse(`http://${plain}`) ? new URL(`http://${plain}`).hostname : plain;
  return ascii.replaceAll(/[^a-z0-9.-]+/g, "-").slice(0, 63).replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
}

export interface Target {
  protocol: "http" | "https";
  host: string;
  port: number;
}

const TARGET = /^(?:(https?):\/\/)?(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::(\d{1,5}))?\/?$/i;

/** `10.0.0.5:8080`, `https://app.internal`, `[2001:db8::1]:80`; null where it is none of these. */
export function targetOf(text: string): Target | null {
  const match = TARGET.exec(text.trim());
  if (!match) return null;
  const protocol = match[1]?.toLowerCase() === "https" ? "https" : "http";
  const port = match[3] ? Number(match[3]) : protocol === "https" ? 443 : 80;
  return port > 0 && port < 65536 ? { protocol, host: (match[2] ?? "").replaceAll(/^\[|\]$/g, ""), port } : null;
}

const free = (wanted: string, taken: Record<string, unknown>): string => {
  if (!(wanted in taken)) return wanted;
  return Array.from({ length: 100 }, (_, i) => `${wanted}-${i + 2}`).find((each) => !(each in taken)) ?? wanted;
};

/** All documents that a new domain needs. */
export function documentsOf(fresh: Fresh, nodes: readonly string[], config: ProxyConfig): Record<string, unknown> {
  const name = nameOf(fresh.name);
  const target = targetOf(fresh.to);
  const service = fresh.service || free(name, config.services);
  const certificate = free(name, config.certificates);
  const wanted = { names: [fresh.name.trim()], source: fresh.https === "automatic" ? "acme" : "self_signed", ...(fresh.https === "automatic" && { acme: fresh.email ? { email: fresh.email } : {} }) };
  return {
    ...(!fresh.service && target && { services: { [service]: { protocol: target.protocol, members: [{ name: "main", host: target.host, port: target.port }], ...(target.protocol === "https" && { tls: { name: fresh.name.trim() } }) } } }),
    ...(fresh.https !== "none" && { certificates: { [certificate]: wanted } }),
    domains: { [name]: { names: [fresh.name.trim()], service, nodes, ...(fresh.https !== "none" && { tls: { certificate } }) } },
  };
}
