import { count, n } from "@/lib/i18n/english";

const sources = (value: number) => count(value, "source", "sources");

export const en = {
  who: {
    lead: "Everybody who asked for something in the last hour, whether they stand out or not. Press one to see who they are and what they did.",
    leadPast: "Of this time range: sources that stood out or asked for most, as history keeps them.",
    title: "Sources", filter: "Address, network, service, owner…", filterHelp: "All words must match. country:DE, asn:64496, net:203.0.113.0/24, service:shop, state:banned, score>0.8, requests>100 work too; a minus in front turns one round.",
    fields: { country: "Country", asn: "Autonomous system", net: "Network", service: "Service", agent: "User agent", state: "State: banned, limited, held, allowed, anomalous, honest", score: "Score, as score>0.8", requests: "Requests, as requests>100" },
    by: "What is listed", groups: { address: "Addresses", network: "Networks", asn: "ASNs", country: "Countries", agent: "User agents" },
    heads: { address: "Source", network: "Network", asn: "Owner (ASN)", country: "Country", agent: "User agent" },
    score: "Score", sources: "Sources", anomalous: "Anomalous", requests: "Requests", refused: "Refused", load: "Req / s", errors: "Errors", first: "First seen", last: "Last seen", services: "Services", place: "Where from", state: "State", action: "Action",
    count: (value: number) => sources(value), groupCount: (value: number) => count(value, "group", "groups"), more: (rest: number) => `and ${n(rest)} more`,
    unknown: { address: "Unknown", network: "Unknown", asn: "Owner unknown", country: "Place unknown", agent: "Several or unknown" },
    open: (key: string) => `Profile of ${key}`, none: "Nobody was here in the last hour", nonePast: "Nothing is kept of this time range", noneLead: "As soon as a node reports a request, whoever sent it appears here.", nonePastLead: "Choose a wider range, or go back to live.",
    noMatch: "Nobody matches the filter", clear: "Clear the filter", toNodes: "See the nodes", live: "Back to live",
    states: { ban: "banned", limit: "limited", challenge: "challenged", observe: "watched" }, allowed: "allowed", simulated: "simulated", heldOf: (held: number) => `${n(held)} held back`,
    ban: "Ban", limit: "Limit", challenge: "Challenge", allow: "Allow", unban: "Unban", banGroup: "Ban…",
    verdict: {
      quiet: (all: number) => `${sources(all)}, nobody stands out`,
      loose: (bad: number) => `${count(bad, "source stands", "sources stand")} out, and nothing holds ${bad === 1 ? "it" : "them"} back`, contained: "Who stands out is held back", left: "Nobody stands out now",
      some: (bad: number, all: number, past: boolean) => `${n(bad)} of ${sources(all)} stood out${past ? "" : " within the hour"}`,
      none: "Nobody is here",
      held: (held: number) => `${n(held)} held back by decisions`, heldNone: "no decision holds anybody back", rps: (rps: string) => `requests a second right now: ${rps}`,
      from: (place: string, share: string) => `most of what is anomalous comes from ${place} (${share})`, show: "Show only them", past: (all: number) => `${sources(all)} kept of this time range`,
    },
    map: {
      title: "Where traffic comes from", honest: "honest", anomalous: "anomalous", note: "requests a second, last minutes", none: "No country is known of anybody here", noDatabase: "No database of countries", noDatabaseLead: "Everything else works. Build once with access to the package registry, or name a database of your own in DOZOR_COUNTRY_DATABASE.",
      summary: (countries: number, top: string, share: string) => `Traffic from ${count(countries, "country", "countries")}; most from ${top}: ${share}.`, only: (country: string) => `Only sources from ${country}`, all: "All countries", table: "As a table", picture: "As a map",
      country: "Country", of: (name: string, honest: string, bad: string) => `${name}: ${honest} req/s honest, ${bad} anomalous`, unplaced: (share: string) => `${share} of requests come from addresses without a country, as private ones.`, credit: (whose: string) => `Data: ${whose}`,
    },
    networks: { title: "Networks behind it", note: "anomalous first", none: "No network is known of anybody here.", share: (bad: number, all: number) => `${n(bad)} of ${sources(all)} anomalous` },
    impact: {
      title: (key: string) => `Ban ${key}?`, asked: "Looking who would be hit…", nobody: "Nobody of it is here now. A ban made now waits for whoever comes.",
      hits: (all: number) => `It would hit ${sources(all)} that are here now:`, anomalous: (bad: number) => `${n(bad)} anomalous`, honest: (good: number, share: string) => `${count(good, "source does", "sources do")} no harm: ${share} of the requests of all honest visitors`, noHonest: "Nobody of them seems honest.",
      spared: (spared: number) => `${sources(spared)} on the allowlist or protected stay untouched.`, services: (names: string) => `They ask for: ${names}`,
      range: (range: string) => `Ban the whole network ${range}`, rangeLead: "One decision, also for addresses of it that have not come yet.", every: (all: number) => `Ban all ${sources(all)}`, everyLead: "One decision for each that is here now. Who comes later is not covered.",
      only: (bad: number) => `Ban only the ${n(bad)} anomalous`, onlyLead: "Honest visitors of the group are not touched.", most: (most: number) => `The ${n(most)} most anomalous of them: more are not decided about at once.`, how: "What is done", reason: "Why (for the log)", submit: "Do it", none: "Nobody to decide about", span: "For 4 hours; you can undo it.", waits: "Ban it ahead",
    },
  },
  profile: {
    back: "All sources", unknown: "Never seen", unknownLead: "Nothing was ever heard of it in the time that is kept. It can be banned or allowed ahead.",
    unknownPlace: "Nobody of it came in the time that is kept. Once somebody of it is here, they can be decided about.",
    bad: "This is no source", badLead: "A source is an address, a network as 203.0.113.0/24, an autonomous system as AS64496 or a country as DE.",
    kinds: { address: "Address", network: "Network", asn: "Autonomous system", country: "Country" },
    verdict: {
      banned: (span: string) => `Banned, ${span}`, limited: (span: string) => `Limited, ${span}`, challenged: (span: string) => `Challenged, ${span}`, simulated: (act: string) => `Would be held back (${act}), but enforcement is off`, anomalous: "Anomalous, and free to go on", gone: "It stood out, and asks for nothing any more", allowed: "On the allowlist: never refused", protected: "One of the fleet's own addresses: never refused", crawler: (name: string) => `A crawler of ${name}, proved by its name`, calm: "Behaves like everybody else", quiet: "Not here now", group: (bad: number, all: number) => `${n(bad)} of ${sources(all)} here stand out`, groupCalm: (all: number) => `${sources(all)} here, nobody stands out`,
      because: (reason: string) => `mostly because of ${reason}`, was: "nothing was decided about it", times: (times: number) => `${count(times, "decision", "decisions")} so far`,
    },
    identity: "Who it is", name: { title: "Name", asking: "asking…", states: { nameless: "none", unanswered: "no answer from the DNS", off: "not looked up" }, confirmed: "leads back here", claimed: "claimed, does not lead back" }, network: "Network", system: "Owner of the network", country: "Country", crawler: "Search engine", notCrawler: "none proved", agent: "User agent", agentNone: "unknown", first: "First seen", last: "Last seen", never: "never", requests: "Requests", refused: "Refused by Dozor", services: "Services", noPlace: "unknown",
    reasons: "Why it stands out", reasonsNone: "No detector points at it.", atService: (service: string) => `at ${service}`, usual: (value: string) => `usual ${value}`, oneIn: (others: string) => `1 in ${others} sources goes this far`,
    history: "What it did", rps: "Requests / s", refusedLine: "Refused", errors: "Errors", score: "Score", noHistory: "History has nothing of it in this range. Choose a wider one above.",
    reasonsOver: "Why, from decision to decision", reasonsOverNote: "part of each reason in the score",
    heat: "Paths by the hour", heatNote: (samples: number) => `of ${count(samples, "request", "requests")} kept as evidence`, heatNone: "No requests are kept as evidence. Only those of sources that stand out are.", path: "Path", hour: "Hour",
    statuses: "Answers", samples: "Requests", samplesNone: "No sample requests kept.", allRequests: "Search all requests",
    decisions: "Decisions", decisionsNone: "Nothing was ever decided about it.", incident: "incident", by: { detector: "by the detector", rule: "by a rule", person: (name: string) => `by ${name}` }, until: (at: string) => `until ${at}`, over: "over", lifted: "lifted", at: "When", act: "What", why: "Why",
    members: "Who of it is here", membersNone: "Nobody of it is here now.", peers: "Neighbours in its network", peersNone: "Nobody else of its network is here.", agentPeers: "Others with the same user agent", agentPeersNone: "Nobody else has its user agent, or it has several.", all: "Show all",
    for: (span: string) => `for ${span}`, ahead: "Ban ahead",
  },
};
