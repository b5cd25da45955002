import { count } from "@/lib/i18n/english";

export const en = {
  metrics: {
    lead: "What any part of the fleet did over time. Drag over a chart to ask what changed just then.", copyLink: "Copy link to this view", catalogue: "Metrics", find: "Find a metric: cpu, disk…", noneFound: "No metric of that name",
    choose: "Questions to start with", presets: {
      machine: "Is a machine overloaded?", disks: "Are disks full or slow?", network: "What goes over the network?", nginx: "How is NGINX doing?", containers: "Which container uses most?",
    },
    groups: {
      cpu: "Processor", memory: "Memory", disks: "Disks and file systems", network: "Network", tcp: "TCP connections", nginx: "NGINX", containers: "Containers", machines: "Virtual machines", system: "System", agent: "The agent itself", services: "Told by services",
    },
    chosen: (chosen: number) => count(chosen, "metric", "metrics"), most: (most: string) => `At most ${most} at once.`, show: (name: string) => `Show ${name}`, hide: (name: string) => `Take ${name} away`,
    nodes: "Nodes", allNodes: "All nodes", entities: "Of what", allEntities: "Everything", stat: "Values", stats: { avg: "Average", min: "Lowest", max: "Highest", last: "Last" },
    statHelp: "How the values of a point in time become one", split: "Lines", splits: { entity: "Each apart", node: "By node", none: "All together" }, compare: "Compare", compares: { none: "With nothing", hour: "An hour before", day: "A day before", week: "A week before" },
    before: (name: string, when: string) => `${name}, ${when}`, sum: "sum", mean: "mean", everything: "all",
    alarm: "Make an alarm", alone: "Only this chart", empty: "Nothing is told of this in this time",
    noMetrics: "No metrics yet", noMetricsLead: "A node tells of itself within seconds of its first report.", toNodes: "Add a node",
    marked: (from: string, to: string, span: string) => `Marked: ${from} – ${to}, ${span}`, zoom: "Zoom in", letGo: "Let go of the mark", changes: "What changed then", now: "What changed in this time",
    changesLead: (span: string, compared: number) => `Against the ${span} before it: ${count(compared, "series was", "series were")} compared, the most unlike first.`, rank: "What changed?", close: "Hide",
    noChanges: "Nothing was unlike before", noChangesLead: "Mark another stretch, or a longer one.", appeared: "new", vanished: "gone", add: (name: string) => `Show ${name}`, unlike: (share: string) => `unlike by ${share}`,
  },
};
