import { count, n } from "./english";

/** English, and the type that every other language must fill. */
export const en = {
  name: "Dozor",
  nav: {
    observe: "Observe", protect: "Protect", fleet: "Fleet", lab: "Lab", admin: "Administration",
    anomalies: "Anomalies", alarms: "Alarms", notifications: "Notifications", decisions: "Decisions", nodes: "Nodes", services: "Services", containers: "Containers", logs: "Logs", autoscaling: "Autoscaling",
    overview: "Overview", sources: "Sources", requests: "Requests", metrics: "Metrics", rules: "Rules", allowlist: "Allowlist", domains: "Domains", certificates: "Certificates", pages: "Error pages",
    models: "Models", datasets: "Datasets", users: "Users", audit: "Audit", settings: "Settings",
    main: "Main navigation", skip: "Skip to content", home: "Dozor, home", more: "More",
  },
  header: {
    search: "Search or jump to…", live: "Live", paused: "Paused", pause: "Pause", resume: "Back to live",
    earlier: "Earlier", later: "Later", zoomOut: "Zoom out", theme: "Switch theme", language: "EN: switch to Russian",
    profile: "Your account", copyLink: "Copy link to this view", linkCopied: "Link copied",
  },
  profile: { signOut: "Sign out", keys: "Keyboard shortcuts", shortcutsOn: "Single-key shortcuts", light: "Light theme", dark: "Dark theme" },
  role: { viewer: "Viewer", analyst: "Analyst", operator: "Operator", data_scientist: "Data scientist", admin: "Administrator" },
  range: {
    title: "Time range", last: (span: string) => `Last ${span}`,
  },
  fresh: {
    old: (age: string) => `data ${age} old`,
    lost: "Connection lost",
    showing: (at: string, retry: number) => `Showing ${at}, retrying in ${retry} s.`,
    retry: "Retry now",
    paused: (from: string, to: string) => `Paused: showing ${from} – ${to}. Nothing is lost meanwhile.`,
  },
  palette: {
    language: "Переключить на русский",
  },
  state: {
    away: "The core does not answer. Check that it runs, then try again.",
    retry: "Retry", failed: "Could not load this", request: (id: string) => `Request ${id}`, close: "Close", cancel: "Cancel",
    needs: { decide: "Needs the role analyst, operator or administrator", operate: "Needs the role operator or administrator", logs: "Needs the role analyst, operator or administrator", manage: "Needs the role administrator" },
    crashed: "This page broke", crashedLead: "Reload it. If it breaks again, tell the administrator what you did.",
    reload: "Reload", unreachable: "The core does not answer.", copy: "Copy", copied: "Copied", more: "Show more",
  },
  severity: { low: "Low", medium: "Medium", high: "High", critical: "Critical" },
  kind: { flood: "HTTP flood", scan: "Vulnerability scan", stuffing: "Credential stuffing", scraping: "Aggressive crawler", exploit: "Exploit attempts", distributed: "Distributed attack", flash_crowd: "Flash crowd", unknown: "Unusual traffic" },
  verdict: {
    attack: "Attack in progress", quiet: "All quiet", blind: "Traffic is visible, scoring is not", noData: "No traffic yet",
    started: (at: string, ago: string) => `Started ${at}, ${ago}`,
    what: (kind: string) => `${kind} on `, whatEnd: (sources: number, share: string) => `${count(sources, "source sends", "sources send")} ${share} of traffic`,
    noTraffic: (sources: number) => `${count(sources, "source was", "sources were")} involved; nothing of theirs gets through now`,
    times: (times: string, _value: number) => `, ${times}× above expected`,
    quietLead: (last: string | null) => `Traffic is within the expected range on every service.${last ? ` Last incident ${last}.` : ""}`,
    quietProof: (nodes: number, services: number) => `${count(nodes, "node", "nodes")} and ${count(services, "service", "services")} watched.`,
    blindLead: "Requests are counted, but nothing is judged: the detectors are off or behind. Bans already made stay.",
    warming: "Detectors are warming up", warmingLead: "They learn what is usual here. Obvious attacks are already recognised.",
    noDataLead: "No node has reported. Create a node, start its agent, and its traffic appears here within seconds.", toNodes: "Create a node",
    expected: "Mark as expected", investigate: "Investigate", ban: (sources: number) => `Ban ${count(sources, "source", "sources")}`,
    frozen: "Automation is frozen: it makes no new decisions until somebody unfreezes it.", spent: (services: string) => `Automation has banned as many sources as it may for now, and only limits more: ${services}. See who they are.`,
    unfreeze: "Unfreeze automation", unfrozen: "Automation goes on", freeze: "Freeze automation", frozenNow: "Automation is frozen",
    marked: "Marked as expected", nothingLeft: "Nobody left to ban", toDecisions: "See the decisions",
  },
  kpi: {
    title: "Key figures", rps: "Requests / s", share: "Anomalous share", refused: "Refused / s", latency: "p95 latency", errors: "5xx rate",
    expected: (value: string) => `expected ${value}`, noExpected: "no forecast yet", shareNote: "of requests, 10 s", refusedNote: "by Dozor, at the nodes", usual: (value: string) => `usual ${value}`,

  },
  chart: {
    title: "Traffic", requests: "Requests / s", statuses: "Status codes", latency: "Latency", allServices: "All services", service: "Service",
    observed: "Observed", expected: "Expected range", above: "Above expected", refused: "Refused", decision: "Decision", deployment: "Deployment", actions: (title: string) => `${title}: actions`, score: "Anomaly score",
    mean: "Mean", p95: "p95", table: "View as table", picture: "View as chart", csv: "Save as CSV", png: "Save as picture", time: "Time", more: "Chart actions",
    empty: "No traffic in this range", emptyLead: "Nothing was reported between these times. Try a wider range.", wider: "Zoom out",
    summary: (from: string, to: string, max: string, last: string) => `Requests per second from ${from} to ${to}. Highest ${max}, latest ${last}.`,
    behind: (until: string) => `The history does not answer. Shown up to ${until}.`,
    incidents: "Incidents",
    incident: (kind: string, from: string, to: string) => `${kind}, ${from} – ${to}. Zoom to it.`, ongoing: "now",
  },
  why: { title: "Why flagged", share: "share of total score", none: "Nothing is flagged right now.", targets: "Targets", targetsNote: "flagged requests / s", noTargets: "No flagged requests." },
  fleet: { title: "Nodes", healthy: (ok: number, all: number) => `${n(ok)} of ${n(all)} healthy`, none: "No nodes yet.", cpu: (share: string) => `CPU ${share}`, rps: (rate: string) => `${rate} req/s`, partial: (names: string) => `Not reporting: ${names}` },
  nodeState: { ok: "Healthy", warn: "Late", down: "Down", new: "Waiting" },
  sources: {
    title: "Anomalous sources", count: (total: number) => count(total, "source", "sources"),
    shown: (shown: number, total: number) => `${n(shown)} of ${count(total, "source", "sources")}`, filter: "Filter: address, service, path, reason…",
    filterHelp: "Words must all match. score>0.8, state:banned and -state:banned work too.", export: "Save as CSV", score: "Score", source: "Source", spark: "Last 15 min",
    rps: "Req / s", why: "Why", target: "Target", action: "Action", select: "Select", selectAll: "Select all", details: "Details of", ban: "Ban", banFor: "Ban for",
    durations: { h1: "1 hour", h4: "4 hours", h24: "24 hours", d7: "7 days", forever: "Until lifted" }, limit: "Limit for 4 hours", challenge: "Challenge for 4 hours",
    allow: "Allow", unban: "Unban", unallow: "Remove from allowlist", left: (left: string) => `${left} left`, noEnd: "until lifted", allowed: "Allowed",
    simulated: "simulated", simulatedHelp: "Observe mode: nothing was refused. Enforcement is off for this service.", none: "No anomalous sources",
    noneLead: "Nobody stands out. When someone does, they appear here with the reasons.", noMatch: "No source matches the filter", clear: "Clear the filter",
    firstSeen: "First seen", decision: "Decision", selected: (picked: number) => `${n(picked)} selected`, clearSelection: "Clear selection",
    banFull: (source: string) => `Ban ${source} for 4 hours`, choose: (source: string) => `Choose how long to ban ${source}`, byDetector: "by the detector",
    byPerson: "by a person",
  },
  act: {
    banned: (source: string, span: string) => `${source} banned for ${span}`, bannedForever: (source: string) => `${source} banned until lifted`, limited: (source: string, span: string) => `${source} limited for ${span}`, challenged: (source: string, span: string) => `${source} challenged for ${span}`,
    decidedMany: {
      ban: (made: number) => `${count(made, "source", "sources")} banned for 4 h`, limit: (made: number) => `${count(made, "source", "sources")} limited for 4 h`,
      challenge: (made: number) => `${count(made, "source", "sources")} challenged for 4 h`,
    },
    allowed: (source: string) => `${source} allowed`, allowedMany: (made: number) => `${count(made, "source", "sources")} allowed`,
    unbanned: (source: string) => `${source} is no longer banned`, undo: "Undo", applying: "Reaching the nodes…",
    applied: (done: number, all: number) => (done === all ? `Applied on ${count(done, "node", "nodes")}` : `Applied on ${n(done)} of ${count(all, "node", "nodes")}`),
    liftedMany: (lifted: number) => `${count(lifted, "decision", "decisions")} lifted`, notYet: (nodes: string) => `not yet on: ${nodes}`, refusedSome: (refused: string) => `Left alone: ${refused}`, simulated: "Observe mode: simulated only", failed: "That did not work", unallowed: "Removed from the allowlist",
  },
  decisions: {
    type: "Type", types: { observe: "Watch", limit: "Limit", challenge: "Challenge", ban: "Ban" }, kind: "Kind", since: "Since", source: "Source", ends: "Ends",
    lifted: "lifted", replaced: "replaced by another",
  },
  evidence: {
    score: "Score", whyOf: (source: string) => `Why: the decision on ${source}`,
  },
  incident: {
    title: "Incident", list: "Incidents", listNote: "newest first", none: "No incidents in this range.",
    open: (kind: string, service: string) => `Open the incident: ${kind}, ${service}`, goesOn: "goes on",
    verdicts: { open: "open", attack: "Attack", harmless: "Harmless", expected: "Expected" },
  },
  nodes: {
    removeType: (name: string) => `Type ${name} to confirm`, beatsLabel: (share: string) => `${share} of the last minute's reports came`, id: "Id",
  },
  features: {
    requests: "Rate", client_errors: "Client errors", server_errors: "Server errors", denied: "Denied", logins: "Logins", pages: "Pages",
    sensitive: "Sensitive paths", injections: "Injections", not_found_paths: "Missing paths", paths: "Path scan", queries: "New queries",
    rare_paths: "Unusual paths", user_agents: "User agents", repeats: "One path", client_error_share: "4xx share", redirect_share: "Redirects",
    odd_method_share: "Odd methods", tool_agent_share: "Tool agents", page_share: "Pages without assets", no_referrer_share: "No referrer",
    rarity: "Rare paths", service_share: "Share of service", exploits: "Exploit attempts", scanner_agents: "Scanner agents", signature_paths: "Known probes",
    users: "Browsers behind it", post_share: "POST share", bot_share: "Robots share", passed_share: "Challenge passed", agent_rarity: "Rare user agent", cost_share: "Share of work",
    bytes_per_request: "Bytes per request", burst: "Burst", regularity: "Regular as a clock", known_prefix: "Known network", service_assets: "Assets at the service",
  },
  unit: { second: "s", minute: "min", hour: "h", day: "d", ms: "ms", justNow: "just now", ago: (span: string) => `${span} ago`, times: "×", perSecond: "/ s", rate: "/s" },
};
/** The shape of a dictionary: a missing or misnamed key in another language fails the type check. */
export type Msg = typeof en;
