import { count } from "@/lib/i18n/english";
import { en1 } from "@/lib/i18n/plural";

export const en = {
  requests: {
    lead: "Every request that your NGINX answered: found by what it was, then or as it comes.", needsLead: "Addresses and queries of visitors are not for everybody to see.",
    filter: "Filter: status:5xx path:/login -agent:curl source:203.0.113.0/24 duration>1", filterHelp: "Words and field:value hold together; - excludes; several values of one field are alternatives; “in quotes” is the whole value; * is anything.",
    fields: {
      source: "Source address or network", service: "Service", method: "Method", path: "Path", query: "Query", status: "Status, as 404 or 5xx", bytes: "Bytes sent, as bytes>1m",
      duration: "Seconds to answer, as duration>0.5", upstream: "Seconds the service took", agent: "User agent", referer: "Came from", id: "Request id", verdict: "What Dozor did: ban, challenge, limit, passed", member: "Who answered, as member:10.0.0.5:8080", tried: "Who was asked before, in vain", refused: "Refused by Dozor: yes or no", node: "Node",
    },
    names: {
      source: "Source", service: "Service", method: "Method", path: "Path", query: "Query", status: "Status", bytes: "Sent", duration: "Answered in", upstream: "of which the service",
      agent: "User agent", referer: "Came from", id: "Request id", verdict: "Dozor", member: "Answered by", tried: "Asked before, in vain", country: "Country", time: "Time", node: "Node",
    },
    verdicts: { ban: "banned", challenge: "challenged", limit: "limited", passed: "passed a challenge", "": "let through" },
    classes: { "2xx": "Answered", "3xx": "Redirected", "4xx": "Client errors", "5xx": "Server errors", refused: "Refused by Dozor", "1xx": "Informational", other: "Other" },
    origin: "Where from", origins: { logs: "Access logs", evidence: "Kept with decisions" },
    found: (all: string, value: number) => `${all} ${en1(value, { one: "request", other: "requests" })}`, rate: (rate: string) => `${rate} a second`,
    volume: (requests: string, from: string, to: string) => `${requests} requests from ${from} to ${to}`, chart: "Requests over time",
    countedFrom: (at: string) => `Counted from ${at} on; the nodes had no time for what was before.`, countLonger: "Count all", counting: "The nodes are counting…",
    facets: "What they have in common", only: (name: string, value: string) => `${name}: only ${value || "empty"}`, without: (name: string, value: string) => `${name}: not ${value || "empty"}`, empty: "(empty)", shownFacets: (shown: boolean): string => (shown ? "Hide values" : "Show values"),
    list: "Requests", following: "Following", reading: "Reading…", opening: "Asking the nodes…", ended: "All there is",
    lost: "The stream broke off; it is taken up again by itself.", refused: "This cannot be asked.", shown: (requests: number) => count(requests, "request shown", "requests shown"), newest: (most: string) => `the newest ${most}`,
    held: (held: number) => count(held, "new request", "new requests"), resume: "Follow", missed: (missed: string) => `${missed} fell out`, dropped: (lines: string) => `${lines} older ones let go`,
    gap: (from: string, to: string) => `The stream was broken off from ${from} to ${to}.`, skipped: (source: string, lines: number) => [source, lines > 0 && `${count(lines, "request is", "requests are")} missing`].filter(Boolean).join(": "),
    nothing: "No request matches", nothingLead: "Look further back, or leave a part of the filter out.", quiet: "No requests in this time", wider: (span: string) => `Look back ${span}`, dropFilter: (token: string, requests: string) => `Without ${token}: ${requests}`, clear: "Clear the filter",
    noLogs: "No node keeps records of requests yet", noLogsLead: "On the node, set DOZOR_LOG_REQUESTS=1 and restart the agent: the lines of its access logs are then kept, within DOZOR_LOG_BYTES, and can be searched here. Requests that decisions stand on are kept in any case.", toEvidence: "Show those kept with decisions", toNodes: "Open nodes",
    reach: (nodes: number, from: string) => `Kept on ${count(nodes, "node", "nodes")} since ${from}.`, download: "Download", asNdjson: "NDJSON: every field and the raw line", asCsv: "CSV: for a spreadsheet", copyLink: "Copy link",
    detail: "Request", timing: "Time to answer", timingText: (whole: string, upstream: string, rest: string) => `${whole} in all: ${upstream} by the service, ${rest} by NGINX and the network`, raw: "The line as NGINX wrote it", around: "Before and after it in the log", gone: "This request is no more in the log. What came around that time follows.",
    profile: "Open the source", decisions: "Its decisions", include: "Only such", exclude: "Without such",
    evidenceLead: "Samples that each decision stands on. They stay when the nodes' logs have moved on.", noEvidence: "No decision of this time has such a request", noEvidenceLead: "Samples are kept with every automatic decision.", decision: "Decision", moreEvidence: "There are more: narrow the filter or the time.",
  },
};
