import { n } from "@/lib/i18n/english";

/** What the form of a service says. */
export const edit = {
  none: "none", every: (span: string) => `every ${span}`, health: "Health check", checks: "Ask members how they are", checksHelp: "Each node asks by itself. Who fails gets no more requests until they are well again.", kind: "By", kinds: { http: "HTTP", https: "HTTPS", tcp: "a connection (TCP)" }, path: "Path", interval: "Every, seconds", timeout: "Wait at most, seconds", fall: "Unwell after", fallHelp: "So many failures in a row.", rise: "Well after", riseHelp: "So many successes in a row.", host: "Host header", hostHelp: "Empty: the member's own address.", body: "The answer must hold", statusFrom: "Status from", statusTo: "Status to",
  balance: "How a member is chosen", method: "Method", key: "Key", sticky: "Bring visitors back to the same member", stickyHelp: "By a cookie.", waiting: "Waiting and trying again", tries: (value: number) => (value === 0 ? "tries all" : `tries ${n(value)}`), connect: "To connect, seconds", read: "For an answer, seconds", triesLabel: "Members tried", triesHelp: "0: as many as there are.", failures: "Left out after failures", failuresHelp: "Of real requests; 0: never.",
  speaking: "How members are spoken to", protocol: "Protocol", protocols: { http: "HTTP", https: "HTTPS", grpc: "gRPC", grpcs: "gRPC by TLS" }, tlsName: "Name in TLS", tlsNameHelp: "Empty: the address.", verify: "Look at their certificate", pages: "Error pages", usualPages: "the usual ones", description: "Description",
};
