import { count, n } from "@/lib/i18n/english";

import { edit } from "./edit-en";

const members = (value: number) => count(value, "member", "members");

export const en = {
  services: {
    edit, lead: "Whether each upstream is healthy, what is protected, and how strictly.", name: "Service", title: "Services", total: (services: number) => count(services, "service", "services"), filter: "Filter: name, domain, node…", fields: { name: "Name", domain: "Domain", node: "Node", mode: "Mode" }, noMatch: "No service matches the filter", errors: "5xx errors", latency: "Latency p95", rps: "Req / s", mode: "Mode", members: "Members",
    modes: { off: "Off", observe: "Observe", enforce: "Enforce" },
    help: { off: "not judged", observe: "judged; decisions are simulated", enforce: "decisions are carried out" }, none: "No services yet",
    noneLead: "A service appears with its first request, or with the first domain that leads to it.", toDomains: "Add a domain", changed: (name: string, mode: string) => `${name}: ${mode}`, changedStep: (name: string, step: string) => `${name}: at most ${step}`, maxStep: "At most",
    maxStepOf: (name: string) => `The strongest step at ${name}`, maxStepHelp: "The strongest that automation may do here by itself.", modeOf: (name: string) => `Mode of ${name}`,
    notConfigured: "configured elsewhere", notHeard: "no request yet", noMembers: "no members", unlooked: (all: number) => `${members(all)}, not checked`, well: (well: number, all: number) => `${n(well)} of ${n(all)} well`, look: "See which",
    dead: (value: number) => `${count(value, "service has", "services have")} no healthy member`, deadLead: (names: string) => `Visitors of ${names} see an error page.`,
    shown: "What is shown", looks: { look: "Overview", edit: "Edit" }, noSuch: "There is no such service", noSuchLead: (name: string) => `${name} was removed or never existed.`, toAll: "All services",
    protection: "Protection", explained: { off: "Nobody is judged here. Switch to Observe to see what would be decided.", observe: "Attacks are seen and decided upon, and nothing is refused.", enforce: "Attackers are limited, challenged or banned at the nodes." }, notHeardLead: "It can be set with the first request.",
    verdict: {
      nobody: "Nobody answers", nobodyLead: "It has no members, or all are drained. Visitors see the error page 502.", allUnwell: "No member is well", allUnwellLead: "Requests still go to them, as a try is better than a certain error.", someUnwell: (value: number) => `${members(value)} unwell`, seePage: "See the error page",
      unlooked: "Nobody knows how its members are", unchecked: "No health check is set: NGINX learns of a dead member only by failed requests.", notYet: "No node has told yet.", check: "Set a health check", allWell: (all: number) => (all === 1 ? "Its one member is well" : `All ${members(all)} are well`), served: (domains: string, nodes: string) => `${domains} on ${nodes || "no node"}.`, noDomain: "No domain leads here yet.", scaling: "Autoscaling",
    },
    topology: { title: "Who leads here, and who answers", domains: "Domains", nodes: "Served by NGINX on", members: (method: string) => `Members, ${method}`, noDomains: "none leads here", noNodes: "no node", more: (value: number) => `and ${n(value)} more`, methods: { round_robin: "in turn, by weight", least_connections: "fewest connections first", ip_hash: "by the visitor's address", hash: "by a key", random_two: "the less busy of two" } },
    member: {
      title: "Members", lead: "What is changed here holds within a second or two, without a deployment.", name: "Member", health: "Health", weight: "Weight", share: "Gets", acts: "Actions", backup: "backup", conditions: { well: "well", unwell: "unwell", unknown: "not checked", draining: "drained" },
      weightOf: (name: string) => `Weight of ${name}`, drain: "Drain", drainOf: (name: string) => `Drain ${name}`, bringBack: "Bring back", bringBackOf: (name: string) => `Bring ${name} back`, remove: (name: string) => `Remove ${name}`, weighed: (name: string, weight: number) => `${name} weighs ${n(weight)}`, drained: (name: string) => `${name} gets no new requests`, back: (name: string) => `${name} gets requests again`,
      atOnce: "Holds within a second or two.", removed: (name: string) => `${name} removed`, added: (place: string) => `${place} added`, add: "Another member", addIt: "Add", badPlace: "An address and a port, as 10.0.0.6:8080.",
    },
    answers: {
      title: "How they answered", lead: (minutes: number, at: string) => `the last ${n(minutes)} minutes, counted on the nodes at ${at}`, again: "Ask again", asking: "Asking…", requests: "Requests", share: "Got", given: "By weight", errors: "Errors 5xx", failed: "Failed", failedHelp: "It was asked first, and another member after it",
      silent: (silent: number, all: number) => `${n(silent)} of ${count(all, "node", "nodes")} did not answer.`, none: "No request in this time.", noNodes: "No node serves this.",
      untellable: (requests: string) => `${requests} requests, and none says which member answered it: none was asked, or the nodes log them in another format. Dozor's own format tells it where the node's agent is as new as the core and NGINX was reloaded since; to a format of your own add "$upstream_addr".`,
      untold: (requests: string) => `Of ${requests} more the log does not say who answered: they reached no member, or are logged in another format.`, nobody: (requests: string) => `${requests} found no member to ask.`,
      countedFrom: (at: string) => `Counted from ${at} on; the nodes had no time for what was before.`, throughNode: (node: string) => `by way of node ${node}`, other: "not a member now", search: (requests: string, who: string) => `${requests}: search the requests of ${who}`,
    },
    test: { title: "Ask each member", lead: "One request to each, past NGINX, from a node that serves it.", path: "Path", send: "Ask", sending: "Asking…", nobody: "No node serves this, or no member has an address of its own." },
  },
  pages: {
    title: "Error pages shown", lead: "To visitors, in the last hour", refused: (amount: string) => `beside ${amount} refusals of who is held back`, none: "No visitor saw one in the last hour.", status: "Status", page: "Page", count: "Times",
    others: "others", rest: (amount: string) => `and ${amount} more`,
  },
};
