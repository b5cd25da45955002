/** What can be done about an order that went wrong, by what the authority, the node or pre-flight said. */
export type Advice = "dns" | "connection" | "unauthorized" | "caa" | "rate" | "credentials" | "engine" | "away" | "unused" | "directory" | "stopped" | "files" | "unknown";

// The authority's problem types stand in its own words (RFC 8555, 6.7); the rest is what Dozor and acme.sh say.
const SIGNS: readonly (readonly [RegExp, Advice])[] = [
  [/rateLimited|too many|failures an hour|certificates a week|orders of/i, "rate"],
  [/acme:error:caa|CAA of|forbidden by.*policy/i, "caa"],
  [/credentials|there is no secret|api key|apikey|access ?token/i, "credentials"],
  [/no address in the DNS|acme:error:dns|NXDOMAIN|no valid (a|ip)|dns problem/i, "dns"],
  [/acme:error:(connection|tls)|timeout during connect|connection refused|firewall|does not answer on/i, "connection"],
  [/acme:error:(unauthorized|incorrectResponse)|invalid response|404|which is none of our|verify error/i, "unauthorized"],
  [/docker|image|container engine|no such host.*registry/i, "engine"],
  [/is away|there is no node|did not answer|timed out/i, "away"],
  [/no domain uses it/i, "unused"],
  [/directory|EOF|name resolution|connect error/i, "directory"],
  [/was stopped meanwhile/i, "stopped"],
  [/key|chain|certificate/i, "files"],
];

export const adviceOn = (detail: string): Advice => SIGNS.find(([sign]) => sign.test(detail))?.[1] ?? "unknown";
