import { en1 } from "./plural";

const n = (value: number) => value.toLocaleString("en");
const count = (value: number, one: string, other: string) => `${n(value)} ${en1(value, { one, other })}`;

/** English, and the type that every other language must fill. */
export const en = {
  name: "Dozor",
  nav: {
    observe: "Observe", protect: "Protect", fleet: "Fleet",
    anomalies: "Anomalies", decisions: "Decisions", nodes: "Nodes", services: "Services",
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
    title: "Time range", last: (span: string) => `Last ${span}`, type: "Type 90m, 6h, 3d or a date", from: "From", to: "To",
    zone: "Time zone", browser: (name: string) => `Browser: ${name}`, apply: "Apply", bad: "Not a time range. Try 90m, 6h or 2026-11-22 18:04.",
    badField: "Not a time. Try 2026-11-22 18:04.", reversed: "The range must last at least 10 s and end after it starts.", quick: "Quick ranges",
  },
  fresh: {
    old: (age: string) => `data ${age} old`,
    lost: "Connection lost",
    showing: (at: string, retry: number) => `Showing ${at}, retrying in ${retry} s.`,
    retry: "Retry now",
    paused: (from: string, to: string) => `Paused: showing ${from} – ${to}. Nothing is lost meanwhile.`,
  },
  palette: {
    title: "Search and commands", placeholder: "A command, an address or a page…", none: "Nothing found. Paste an address to ban it.",
    sources: "Sources", pages: "Pages", actions: "Actions", address: "Address",
    ban: (source: string) => `Ban ${source} for 4 h`, allow: (source: string) => `Allow ${source}`, open: (source: string) => `Show ${source}`,
    theme: "Switch theme", language: "Переключить на русский", keys: "Keyboard shortcuts", signOut: "Sign out", live: "Back to live",
  },
  keys: {
    title: "Keyboard shortcuts", palette: "Search and commands", help: "This list", filter: "Filter", range: "Time range", shift: "Shift the time range",
    zoom: "Zoom out, in", live: "Live or paused", go: "Go to anomalies, nodes, decisions, services", rows: "Next, previous row", open: "Open the row",
    select: "Select the row", ban: "Ban for 4 h", allow: "Allow", undo: "Undo", note: "Keys work on any layout and rest while you type.",
    general: "Everywhere", table: "In the table of sources", off: "Single-key shortcuts are off. Turn them on in your account menu.",
  },
  signIn: {
    title: "Sign in", lead: "Watches, protects and runs your NGINX fleet.", login: "Login", password: "Password", submit: "Sign in", busy: "Signing in…",
    wrong: "Wrong login or password.", throttled: (seconds: number) => `Too many attempts. Try again in ${n(seconds)} s.`,
    throttledSoon: "Too many attempts. Wait a little and try again.", away: "The core does not answer. Check that it runs, then try again.",
    firstRun: "First time here? The login is admin. Its password was printed once where Dozor was started.",
    expired: "Your session has ended", expiredLead: "Sign in again to go on. This page stays as it is.", show: "Show password", hide: "Hide password",
  },
  state: {
    loading: "Loading…", retry: "Retry", failed: "Could not load this", request: (id: string) => `Request ${id}`, close: "Close", cancel: "Cancel",
    needs: { decide: "Needs the role analyst, operator or administrator", operate: "Needs the role operator or administrator" },
    notFound: "There is no such page", toAnomalies: "Open anomalies", crashed: "This page broke", crashedLead: "Reload it. If it breaks again, tell the administrator what you did.",
    reload: "Reload", unreachable: "The core does not answer.", copy: "Copy", copied: "Copied", more: "Show more",
  },
  severity: { low: "Low", medium: "Medium", high: "High", critical: "Critical" },
  kind: { flood: "HTTP flood", scan: "Vulnerability scan", stuffing: "Credential stuffing", scraping: "Aggressive crawler", exploit: "Exploit attempts", distributed: "Distributed attack", flash_crowd: "Flash crowd", unknown: "Unusual traffic" },
  verdict: {
    attack: "Attack in progress", quiet: "All quiet", blind: "Traffic is visible, scoring is not", noData: "No traffic yet", loading: "Looking at the traffic…",
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
    frozen: "Automation is frozen: it makes no new decisions until somebody lets it go on.", spent: (services: string) => `Automation has banned as many sources as it may for now, and only limits more: ${services}. See who they are.`,
    marked: "Marked as expected", nothingLeft: "Nobody left to ban", toDecisions: "See the decisions",
  },
  kpi: {
    title: "Key figures", rps: "Requests / s", share: "Anomalous share", refused: "Refused / s", latency: "p95 latency", errors: "5xx rate",
    expected: (value: string) => `expected ${value}`, noExpected: "no forecast yet", shareNote: "of requests, 10 s", refusedNote: "by Dozor, at the nodes", usual: (value: string) => `usual ${value}`,

  },
  chart: {
    title: "Traffic", requests: "Requests / s", statuses: "Status codes", latency: "Latency", allServices: "All services", service: "Service",
    observed: "Observed", expected: "Expected range", above: "Above expected", refused: "Refused", decision: "Decision", score: "Anomaly score",
    mean: "Mean", p95: "p95", table: "View as table", picture: "View as chart", csv: "Save as CSV", png: "Save as picture", time: "Time", more: "Chart actions",
    empty: "No traffic in this range", emptyLead: "Nothing was reported between these times. Try a wider range.", wider: "Zoom out",
    summary: (from: string, to: string, max: string, last: string) => `Requests per second from ${from} to ${to}. Highest ${max}, latest ${last}.`,
    behind: (until: string) => `The history does not answer. Shown up to ${until}.`,
    incidents: "Incidents",
    incident: (kind: string, from: string, to: string) => `${kind}, ${from} – ${to}. Zoom to it.`, ongoing: "now",
  },
  why: { title: "Why flagged", share: "share of total score", none: "Nothing is flagged right now.", targets: "Targets", targetsNote: "flagged requests / s", noTargets: "No flagged requests." },
  fleet: { title: "Nodes", healthy: (ok: number, all: number) => `${n(ok)} of ${n(all)} healthy`, none: "No nodes yet.", partial: (names: string) => `Not reporting: ${names}` },
  nodeState: { ok: "Healthy", warn: "Late", down: "Down", new: "Waiting" },
  sources: {
    title: "Anomalous sources", count: (total: number) => count(total, "source", "sources"), shown: (shown: number, total: number) => `${n(shown)} of ${count(total, "source", "sources")}`,
    filter: "Filter: address, service, path, reason…", filterHelp: "Words must all match. score>0.8, state:banned and -state:banned work too.",
    export: "Save as CSV", score: "Score", source: "Source", spark: "Last 15 min", rps: "Req / s", why: "Why", target: "Target", action: "Action", select: "Select",
    selectAll: "Select all", details: "Details of", ban: "Ban", banFor: "Ban for", durations: { h1: "1 hour", h4: "4 hours", h24: "24 hours", d7: "7 days", forever: "Until lifted" },
    limit: "Limit for 4 hours", allow: "Allow", unban: "Unban", unallow: "Remove from allowlist", left: (left: string) => `${left} left`, noEnd: "until lifted", allowed: "Allowed",
    simulated: "simulated", simulatedHelp: "Observe mode: nothing was refused. Enforcement is off for this service.",
    none: "No anomalous sources", noneLead: "Nobody stands out. When someone does, they appear here with the reasons.", noMatch: "No source matches the filter", clear: "Clear the filter",
    pushed: "What pushed the score up", usual: (value: string) => `usual ${value}`, oneIn: (sources: string) => `1 in ${sources} sources goes this far`, recent: "Recent requests", noRecent: "No sample requests kept.",
    facts: "Facts", firstSeen: "First seen", lastSeen: "Last seen", requests: "Requests", refusedCount: "Refused", service: "Service", scope: "Scope", decision: "Decision", decisions: "Past decisions", userAgent: "User agent", noAgent: "none sent",
    scopes: { ip: "address", range: "network", asn: "ASN", fingerprint: "fingerprint" }, selected: (picked: number) => `${n(picked)} selected`, clearSelection: "Clear selection",
    banFull: (source: string) => `Ban ${source} for 4 hours`, choose: (source: string) => `Choose how long to ban ${source}`,
    byDetector: "by the detector", byPerson: "by a person",
  },
  act: {
    banned: (source: string, span: string) => `${source} banned for ${span}`, bannedForever: (source: string) => `${source} banned until lifted`, limited: (source: string, span: string) => `${source} limited for ${span}`,
    bannedMany: (made: number) => `${count(made, "source", "sources")} banned for 4 h`, allowed: (source: string) => `${source} allowed`, allowedMany: (made: number) => `${count(made, "source", "sources")} allowed`,
    unbanned: (source: string) => `${source} is no longer banned`, undo: "Undo", applying: "Reaching the nodes…",
    applied: (done: number, all: number) => (done === all ? `Applied on ${count(done, "node", "nodes")}` : `Applied on ${n(done)} of ${count(all, "node", "nodes")}`),
    refusedSome: (refused: string) => `Left alone: ${refused}`, simulated: "Observe mode: simulated only", failed: "That did not work", unallowed: "Removed from the allowlist",
  },
  decisions: {
    title: "Decisions", lead: "What is refused now, what was, and who is only watched.", active: "Active", expired: "Ended", watched: "Watched", type: "Type", source: "Source", service: "Service", all: "all services", origin: "Made by", since: "Since", ends: "Ends",
    detector: "Detector", lifted: "lifted", unban: "Lift", filter: "Filter by address…", none: "Nothing is blocked", noneWatched: "Nobody is watched", noneLead: "Bans and limits appear here the second they are made.", noneEnded: "Nothing has ended yet",
    types: { observe: "Watch", limit: "Limit", challenge: "Challenge", ban: "Ban" }, kind: "Kind", total: (total: number) => count(total, "decision", "decisions"), lift: (source: string) => `Lift the decision on ${source}`, reason: "Reason",
  },
  services: {
    title: "Services", lead: "What is protected, and how strictly.", name: "Service", rps: "Req / s", mode: "Mode", firstSeen: "First seen", modes: { off: "Off", observe: "Observe", enforce: "Enforce" },
    help: { off: "not judged", observe: "judged; decisions are simulated", enforce: "decisions are carried out" }, none: "No services yet", noneLead: "A service appears with its first request.",
    changed: (name: string, mode: string) => `${name}: ${mode}`, modeOf: (name: string) => `Mode of ${name}`,
  },
  nodes: {
    title: "Nodes", lead: "The machines whose NGINX logs are watched.", add: "Add node", name: "Name", state: "State", beats: "Last minute", cpu: "CPU", memory: "Memory", rps: "Req / s", version: "Agent", nginx: "NGINX", lastReport: "Last report", bans: "Decisions",
    none: "No nodes yet", noneLead: "Add one, start the agent with the command it shows, and its traffic appears within seconds.", create: "Create", createTitle: "Add a node", namePlaceholder: "for example msk-01",
    nameHelp: "Letters, digits, dot, dash and underscore; 63 at most.", nameBad: "Start with a letter or digit; use only letters, digits, dot, dash and underscore.", keyOnce: "The key is shown only now. Copy the command before you close this window.",
    command: "Command", docker: "Docker", waiting: "Waiting for the first report…", joined: (at: string) => `It reports. First report at ${at}.`, done: "Done", rotate: "New key", rotated: "New key made. The old one works for a short while longer.",
    remove: "Delete node", removeLead: "Its agent will be refused from then on. Bans on it expire by themselves. This cannot be undone.", removeType: (name: string) => `Type ${name} to confirm`, removed: (name: string) => `${name} deleted`,
    details: (name: string) => `Details of ${name}`, host: "Machine", load: "Load, 1 min", disk: "Disk used", uptime: "Up for", agentCpu: "Agent CPU", agentMemory: "Agent memory", log: "Log reading", lines: "Lines read", malformed: "Not understood", malformedSamples: "Lines not understood",
    dropped: "Reports dropped", merged: "Rows merged", logs: "Logs", pending: "Waiting actions", active: "Active decisions", created: "Created", never: "never", up: "running", notUp: "not running", id: "Id", shell: "Installed agent",
    downCauses: "Likely causes", causes: ["The agent is not running: systemctl status dozor-agent or docker ps", "The core cannot be reached from the node: curl its /api/v1/health from there", "The key was changed: the agent's log says 401"],
    beatsLabel: (share: string) => `${share} of the last minute's reports came`,
  },
  features: {
    requests: "Rate", client_errors: "Client errors", server_errors: "Server errors", denied: "Denied", logins: "Logins", pages: "Pages",
    sensitive: "Sensitive paths", injections: "Injections", not_found_paths: "Missing paths", paths: "Path scan", queries: "New queries",
    rare_paths: "Unusual paths", user_agents: "User agents", repeats: "One path", client_error_share: "4xx share", redirect_share: "Redirects",
    odd_method_share: "Odd methods", tool_agent_share: "Tool agents", page_share: "Pages without assets", no_referrer_share: "No referrer",
    rarity: "Rare paths", service_share: "Share of service",
  },
  unit: { second: "s", minute: "min", hour: "h", day: "d", ms: "ms", justNow: "just now", ago: (span: string) => `${span} ago`, times: "×", perSecond: "/ s" },
};

/** The shape of a dictionary: a missing or misnamed key in another language fails the type check. */
export type Msg = typeof en;
