import { count, n } from "@/lib/i18n/english";

export const en = {
  containers: {
    title: "Containers", lead: "What runs where, how well, and what can be done about it.", group: "Group by",
    groups: { node: "Node", project: "Project", service: "Service" }, alone: { node: "no node", project: "Without a project", service: "Without a service" },
    name: "Container", state: "State", anyState: "Any state", restarts: "Restarts", cpu: "CPU", memory: "Memory", ports: "Ports", limit: "Limit",
    total: (total: number) => count(total, "container", "containers"),
    states: { created: "Created", running: "Running", paused: "Paused", restarting: "Restarting", removing: "Being removed", exited: "Ended", dead: "Dead" },
    healths: { starting: "health not known yet", healthy: "healthy", unhealthy: "unhealthy" },
    running: (running: number, all: number) => `${n(running)} of ${n(all)} running`,
    more: (name: string) => `More for ${name}`, none: "No containers",
    noneLead: "Agents tell of the containers of Docker where they may use its socket: see DOZOR_DOCKER in the agent's settings.", noMatch: "No container matches",
    away: (node: string) => `The engine of ${node} cannot be reached; what is shown is as it was.`,
    acts: { start: "Start", stop: "Stop", restart: "Restart", pause: "Pause", unpause: "Resume", kill: "Kill", recreate: "Pull and recreate", remove: "Remove" },
    done: { start: "started", stop: "stopped", restart: "restarted", pause: "paused", unpause: "goes on", kill: "killed", recreate: "recreated", remove: "removed" },
    doing: { start: "Starting…", stop: "Stopping…", restart: "Restarting…", pause: "Pausing…", unpause: "Resuming…", kill: "Killing…", recreate: "Recreating…", remove: "Removing…" },
    warn: {
      restart: "What it is doing is broken off. It is away until it has started again.", kill: "It gets no time to end what it is doing.",
      recreate: "Its image is pulled, and a container of the same configuration takes its place. If that one does not start, the old one comes back. What was written outside of volumes is lost.",
      remove: "The container is removed for good, with what it has written outside of volumes. Its logs are kept for a while.",
    },
    takeBack: (image: string) => `Take back to ${image}`, takeBackLead: "A container of the image before takes its place, of the same configuration. If that one does not start, this one comes back. What was written outside of volumes is lost.", imageBefore: "Image before",
    failed: (act: string, name: string) => `${act} did not work: ${name}`, broken: "The answer was broken off. Look at the container.", facts: "Facts", node: "Node",
    image: "Image", imageMade: "Image made", started: "Started", finished: "Ended", service: "Service", project: "Compose project", replicaOf: "Replica of",
    addresses: "Addresses", limits: "Limits", unlimited: "none", labels: "Labels", events: "Events", noEvents: "Nothing happened lately.", logs: "Logs",
    compareWith: "Compare with…", comparison: "Two containers beside each other", differs: "different",
    noMetrics: "It does not run, so there is nothing to measure.", used: "used", network: "Network", received: "received", sent: "sent", disk: "Disk", read: "read",
    written: "written",
  },
};
