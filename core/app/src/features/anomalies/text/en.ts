export const en = {
  sources: {
    decisions: "Past decisions", userAgent: "User agent", noAgent: "none sent", pushed: "What pushed the score up", usual: (value: string) => `usual ${value}`,
    oneIn: (sources: string) => `1 in ${sources} sources goes this far`, recent: "Recent requests", noRecent: "No sample requests kept.", facts: "Facts", scope: "Scope",
    service: "Service", lastSeen: "Last seen", requests: "Requests",
    refusedCount: "Refused", country: "Country", network: "Network", state: "State", all: "all of them in Sources",
    states: { open: "open", banned: "banned", challenged: "challenged", limited: "limited", simulated: "simulated", allowed: "allowed" },
    fields: { source: "Address", service: "Service", path: "Path", reason: "Reason", country: "Country code", asn: "Network", state: "State", score: "Score, as in score>0.8", rps: "Requests a second", share: "Share of traffic", requests: "Requests" },
  },
};
