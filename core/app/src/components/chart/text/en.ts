import { count, n } from "@/lib/i18n/english";

export const en = {
  plot: {
    others: (lines: number) => `${n(lines)} others, highest`, expected: "Expected range", above: "Above expected", low: "Expected, low", high: "Expected, high",
    none: "No data in this range", summary: (name: string, latest: string, highest: string, at: string) => `${name}: latest ${latest}, highest ${highest} at ${at}`, during: (from: string, to: string) => `from ${from} to ${to}`,
    happened: "What happened", nothing: "Nothing happened in this range.", marks: (marks: number) => count(marks, "event marked", "events marked"),
    incident: (kind: string, service: string, severity: string, length: string) => `Incident: ${kind} on ${service}, ${severity}, ${length}`,
    decisions: (made: number, type: string) => (made === 1 ? `Decision: ${type}` : `${count(made, "decision", "decisions")}, the strongest: ${type}`),
    deployment: (revision: number, phase: string, note: string) => `Deployment of revision ${n(revision)}: ${phase}${note && ` · ${note}`}`,
    scaling: (service: string, before: number, after: number) => `Scaling: ${service} from ${n(before)} to ${count(after, "replica", "replicas")}`,
    phases: { checking: "under way", trying: "under way", widening: "under way", spreading: "under way", done: "done", failed: "failed", cancelled: "cancelled" },
  },
};
