import type { CertificateAttempt, PreflightFinding } from "@/api/types";
import type { RefusalCode } from "@/lib/i18n/refused/refused";

/** What can be done about an order that went wrong, by what the authority, the node or pre-flight said. */
export type Advice = "dns" | "connection" | "unauthorized" | "caa" | "rate" | "credentials" | "engine" | "away" | "unused" | "directory" | "stopped" | "files" | "unknown";

type Code = CertificateAttempt["said"][number]["code"] | PreflightFinding["code"] | RefusalCode;

const BY_CODE: Partial<Record<Code, Advice>> = {
  reach_nowhere: "dns", reach_elsewhere: "dns",
  caa_forbids: "caa", caa_forbids_all: "caa",
  budget_of_name: "rate", budget_of_names: "rate", budget_of_failures: "rate",
  secret_missing: "credentials", no_secret: "credentials", no_credentials: "credentials",
  node_missing: "away", node_away: "away", issuer_missing: "away", issuer_away: "away", node_is_away: "away",
  node_unnamed: "unused", issuer_unnamed: "unused", directory_silent: "directory",
  certificate_unclear: "files", certificate_over: "files", certificate_early: "files", certificate_hash: "files", certificate_use: "files", certificate_names: "files", certificate_nameless: "files",
  key_long: "files", key_protected: "files", key_unread: "files", key_short: "files", key_of_kind: "files", key_of_other: "files", key_not_of_first: "files",
  chain_long: "files", chain_unread: "files", chain_of_many: "files", chain_missing: "files", chain_disordered: "files",
};

// The authority's problem types stand in its own words (RFC 8555, 6.7); the rest is what acme.sh and a node say.
const SIGNS: readonly (readonly [RegExp, Advice])[] = [
  [/rateLimited|too many/i, "rate"],
  [/acme:error:caa|forbidden by.*policy/i, "caa"],
  [/credentials|api key|apikey|access ?token/i, "credentials"],
  [/acme:error:dns|NXDOMAIN|no valid (a|ip)|dns problem/i, "dns"],
  [/acme:error:(connection|tls)|timeout during connect|connection refused|firewall|does not answer on/i, "connection"],
  [/acme:error:(unauthorized|incorrectResponse)|invalid response|404|which is none of our|verify error/i, "unauthorized"],
  [/docker|image|container engine|no such host.*registry/i, "engine"],
  [/did not answer|timed out/i, "away"],
  [/directory|EOF|name resolution|connect error/i, "directory"],
  [/was stopped meanwhile/i, "stopped"],
  [/key|chain|certificate/i, "files"],
];

/** What to do about what has codes; about what a node or an authority said, in their words. */
export function adviceOn(detail: string, codes: readonly string[] = []): Advice {
  const known = codes.map((code) => BY_CODE[code as Code]).find(Boolean);
  return known ?? (codes.length > 0 ? "unknown" : (SIGNS.find(([sign]) => sign.test(detail))?.[1] ?? "unknown"));
}
