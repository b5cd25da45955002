import { count } from "@/lib/i18n/english";

export const en = {
  incident: {
    back: "Anomalies", ended: "ended", on: (service: string) => `on ${service}`, started: "Started", detected: "Detected", decided: "First decision", end: "Ended",
    after: (span: string) => `${span} after the start`, atOnce: "at once", notDecided: "nothing was needed", lasted: "Lasted", sources: "Sources",
    decisions: "Decisions", refused: "Requests refused", peak: "Most requests / s", score: "Highest score", timeline: "What happened",
    newest: (shown: string, all: string) => `newest ${shown} of ${all}`, noSources: "Nothing was decided about single sources.", strongest: "Decided",
    noDecisions: "No decisions.", zoom: "See it in the chart", copy: "Copy link", live: "It goes on: this page follows it.",
    what: {
      started: "It began", goesOn: "It goes on from the incident before, which had lasted six hours", detected: (kind: string) => `Noticed: ${kind}`, event: (kind: string, sources: number) => `Many act alike: ${kind}, ${count(sources, "source", "sources")}`, anomaly: (metric: string, value: string) => `${metric}: ${value}`, refused: "First requests refused",
      escalated: (type: string) => `First ${type}`, grew: (sources: number) => `Grew to ${count(sources, "source", "sources")}`, peak: (rps: string) => `Peak: ${rps} requests / s`, ended: "Over: nothing was seen of it since", verdict: (verdict: string) => `Judged: ${verdict}`, unjudged: "The verdict was taken back",
    },
    metric: {
      requests_up: "Requests above the expected", requests_down: "Requests below the expected", errors_up: "More errors than expected", errors_down: "Fewer errors than expected", server_errors_up: "More server errors than expected", server_errors_down: "Fewer server errors than expected",
      latency_up: "Slower than expected", latency_down: "Faster than expected", bytes_up: "More bytes than expected", bytes_down: "Fewer bytes than expected",
    },
    verdict: "What was it?",
    verdictHelp: { open: "nobody has said yet", attack: "the detectors learn from it", harmless: "its sources are let go, and the detectors learn that they were wrong", expected: "its sources are let go; planned, as a load test is" },
    spares: (sources: number) => `at most ${count(sources, "source", "sources")} spared for a day`, reason: "Reason (optional)",
    judged: (verdict: string) => `Judged: ${verdict}`, judgedBy: (verdict: string, by: string, at: string) => `${verdict}: said ${by}, ${at}`,
    compared: "Before and during", before: "Before", during: "During", times: "Times", chart: "Requests / s around it", looks: { rps: "Requests / s", peak: "Most in a second", clientErrors: "4xx share", serverErrors: "5xx share", refused: "Refused / s", p95: "p95 latency, worst" },
    shifts: "What changed most", shiftsLead: "Share of requests before (mark) and during (bar)", noShift: "Nothing of the requests changed by more than two points.", noRecords: "Nodes keep no records of these requests.",
    fields: { path: "Path", agent: "User agent", method: "Method", status: "Status", referer: "Referrer", source: "Source", country: "Country" },
    notes: "Notes", noNotes: "Nobody has written anything down yet.", note: "Write something down", addNote: "Add the note", removeNote: "Remove the note", noteRemoved: "The note is removed", report: "Report", json: "Save as JSON", print: "Print, or save as PDF",
    tooOld: "It is too long over to be judged.",
  },
};
