import { count, n } from "@/lib/i18n/english";

export const en = {
  decisions: {
    title: "Decisions", shows: { active: "Active", watched: "Watched", ended: "Ended" }, service: "Service", all: "all services", origin: "Made by", detector: "Detector", rule: "Rule", unban: "Lift",
    filter: "Filter: address, reason, who…", filterHelp: "Words must all match. type:ban, by:detector and -state:simulated work too.", none: "Nothing is blocked", noneWatched: "Nobody is watched",
    noneLead: "Bans and limits appear here the second they are made.", noneWatchedLead: "Who stands out, but does too little to be limited, appears here.",
    noneEnded: "Nothing has ended yet", noneEndedLead: "What runs out or is lifted moves here.", noMatch: "No decision matches the filter", total: (total: number) => count(total, "decision", "decisions"),
    lift: (source: string) => `Lift the decision on ${source}`, liftMany: (picked: number) => `Lift ${count(picked, "decision", "decisions")}`, reason: "Reason", id: "Id", left: "Time left",
    refused: "Refused since", onNodes: "On nodes", uncounted: "Nobody counts what ranges are refused.", neverCame: "never came back",
    change: (source: string) => `Change the decision on ${source}`, changeShort: "Change", fromNow: "Counted from now", endsIn: (span: string) => `Let it end in ${span}`,
    become: { limit: "Only limit from now on", challenge: "Challenge instead", ban: "Ban instead" },
    volume: "Refused requests", refusedRps: "refused / s", answeredRps: "answered / s",
    answer: {
      held: (total: number) => `${count(total, "decision holds", "decisions hold")}`, noneLead: "Every request is answered. Bans and limits appear here the second they are made.",
      allBan: (total: number) => `${count(total, "ban holds", "bans hold")}`, bans: (bans: number) => `${count(bans, "of them is a ban", "of them are bans")}. `,
      lead: (bans: string, refused: string, everywhere: boolean) => `${bans}Refused now: ${refused} requests a second.${everywhere ? " All of it is in force on every node." : ""}`,
      simulated: "All of them are simulated: nothing is refused until somebody turns enforcement on.", behind: (behind: number) => `${count(behind, "of them is not yet in force on every node", "of them are not yet in force on every node")}: see the column of nodes, or open one for the reasons.`,
    },
    import: {
      open: "Import a list", title: "Decide about a whole list", list: "Addresses and ranges, one a line", help: "What stands behind the first blank or comma does not count; # begins a comment.", file: "Take from a file…",
      found: (found: number) => `${count(found, "address or range", "addresses and ranges")} found.`, bad: (bad: number, named: string) => `${count(bad, "line is", "lines are")} no address and no range and will be left out. ${named}`,
      span: "It holds for four hours; each can be made longer.", submit: (found: number) => `Decide about ${n(found)}`,
    },
    fields: { source: "Address or range", type: "limit, challenge, ban", service: "Service", kind: "Kind of attack", origin: "detector, rule, person", by: "Who decided", scope: "ip, range", state: "simulated or real", score: "Score, as in score>0.8" },
  },
  decide: {
    open: "New decision", title: "Decide about an address or a range", source: "Address or range",
    sourceHelp: "203.0.113.7, 2001:db8::/64 or 203.0.113.0/24; a /8 at the widest, of IPv6 a /32.", bad: "This is no address and no range.",
    range: "It holds for every address of the range, but for those on the allowlist.", type: "What to do", service: "Service", span: "For how long",
    reason: "Reason, for those who come after you", submit: "Decide",
    help: { limit: "Requests beyond a small rate get 429.", challenge: "Browsers prove themselves once; the rest gets no page.", ban: "Every request gets 403." },
  },
  evidence: {
    said: "Reason given", rule: "Rule", why: "Why", title: (type: string, source: string) => `${type}: ${source}`, incident: "Open the incident", made: "How it was made",
    basis: { score: "by its score", refused: (requests: number) => `it went on while refused: ${count(requests, "request", "requests")} in a minute`, members: (members: number) => `${count(members, "of its addresses was", "of its addresses were")} banned`, person: "by a person", rule: (name: string) => `by the rule “${name}”` },
    harm: "Harm", chance: "Harmless sources this far", needed: "Needed for this step", version: "Detectors", reproduced: "Score made again", equal: "Equal to the last bit",
    notEqual: "Not equal", missing: (parts: string) => `Not possible: not stored (yet): ${parts}`, none: "No detector decided this, so there is no score to make again.",
    again: (score: string, p: string) => `score ${score}, chance ${p}`, heads: "What each detector says", head: "Detector", before: "Then", now: "Again",
    headsHelp: "-log10 of the chance: 3 is one in a thousand", contributions: "What stands out", surprisal: (value: string) => `rarer than 1 in ${value}`,
    parts: "Detector parts that judged", samples: "Requests", noSamples: "No requests kept.", nodes: "At the nodes", noNodes: "No node carries it now.",
    event: "Many sources together", membership: { attack: "It takes part in an attack", crowd: "It is one of a crowd" },
    eventSince: (sources: number, since: string) => `${count(sources, "source", "sources")} ask for this since ${since}`,
    outcome: { applied: "applied", pending: "on its way", failed: "failed" }, waiting: "The evidence is stored within seconds.",
    detectors: { pot_tails: "Tails of each feature", half_space_trees: "Half-space trees", isolation_forest: "Isolation forest", classifier: "Classifier", group: "Group of sources", calibration: "Calibration" },
    harms: {
      exploit_probes: "probes for known holes", exploit_tool: "an attack tool tries holes", scan_tool: "a scanner by its own name", logins: "many login attempts", bare_logins: "logins without a browser", slow_logins: "login attempts for an hour", denied: "many refused logins",
      injections: "injections", sensitive_paths: "asks for secret files", slow_signatures: "probes for an hour", missing_paths: "tries paths that are not there", slow_missing_paths: "tries paths for an hour", rare_paths: "tries paths nobody else asks for",
      fast_flood: "a flood", sudden_flood: "a sudden flood", flood: "far too many pages", page_flood: "pages without a pause", many_pages: "takes everything, page by page", event: "takes part in an attack", repeated_probes: "comes back to probe",
    },
  },
};
