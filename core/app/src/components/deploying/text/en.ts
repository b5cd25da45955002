import { count } from "@/lib/i18n/english";

const nodes = (value: number) => count(value, "node", "nodes");

export const en = {
  diff: { before: "Before", after: "After", change: "Change", gone: "removed", new: "added", secret: "Secret, or too long to be shown.", of: (file: string) => `Changes of ${file}`, what: { new: "new", changed: "changed", gone: "removed" } },
  deploy: {
    deploy: "Deploy", review: "Review and deploy", again: "Try again", cancel: "Stop", cancelled: "Stopped. The nodes are going back.", rollBack: "Roll back", rollBackTo: (revision: number) => `Roll back to revision ${revision}`,
    pending: (value: number) => `Saved, not yet on ${nodes(value)}`, pendingLead: "Visitors are served as before until this is deployed.", running: "Deploying",
    failed: "The last deployment stopped", failedLead: "The nodes went back to what they ran before. Visitors noticed nothing.", nothing: "Nothing to deploy: the nodes run all that is saved.",
    title: "Deploy what is saved", lead: "NGINX tests it on every node first. One node takes it, then a tenth of them, then all. Whatever goes wrong, they go back by themselves.",
    note: "What for (stands in the history)", onNodes: (names: string) => `On ${names}`, files: "What changes in NGINX's files", noFiles: "No file of NGINX changes: this holds at once.",
    done: "Deployed", doneLead: (value: number, span: string) => `${nodes(value)} run it. It took ${span}.`, doneNothing: "The nodes ran it already.", rolledBack: (revision: number) => `Back to revision ${revision}`, undone: "Back to how it was before",
    phases: { checking: "Testing on all nodes", trying: "First node", widening: "A tenth of the nodes", spreading: "All nodes", done: "Done", failed: "Stopped", cancelled: "Stopped by hand" },
    statuses: { waiting: "waits", checked: "tested", applied: "runs it", failed: "refused it", away: "away" },
    away: "Nodes that are away catch up when they are back.", at: (place: string) => `at ${place}`, line: (line: number) => `line ${line}`,
    revision: (revision: number) => `Revision ${revision}`, none: "Nothing was deployed yet", noneLead: "Create a domain; what it makes of NGINX is deployed from here.", took: "Took", nodes: "Nodes", what: "What", when: "When", state: "State",
    details: (revision: number) => `Details of the deployment of revision ${revision}`, current: "runs now", steps: "What happened", stopped: (node: string) => `stopped at ${node}`,
    events: { started: "Started", checked: "NGINX accepts it", refused: "NGINX refuses it", trying: "The first node takes it", widening: "A tenth of the nodes takes it", spreading: "All nodes take it", applied: "Runs it", "went back": "Went back", away: "Is away, and catches up later", done: "Done", failed: "Stopped; the nodes go back", cancelled: "Stopped by hand" } as Record<string, string>,
    test: "NGINX's own test", testing: "NGINX tests it on the nodes…", passed: (value: number) => `NGINX accepts it on ${nodes(value)}`, refused: "NGINX refuses it", untested: (node: string) => `${node} could not be asked; it is tested when it is deployed.`, untouched: "No node changes, so there is nothing to test.",
  },
};
