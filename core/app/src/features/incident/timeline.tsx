import type { IncidentDetail, TimelineEntry } from "@/api/types";
import { cx } from "@/lib/cx";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";

import { type Texts, useText } from "./text/use";

const DOT: Partial<Record<TimelineEntry["what"], string>> = {
  detected: "bg-warn", event: "bg-warn", anomaly: "bg-warn", escalated: "bg-bad", refused: "bg-bad", ended: "bg-ok", verdict: "bg-accent",
};

/** What a line of the timeline says. A subject that is no key of ours is shown as it is. */
export function entryText({ what, subject, value }: TimelineEntry, t: Texts, f: Formats): string {
  const say = t.incident.what;
  switch (what) {
    case "started": return subject ? say.goesOn : say.started;
    case "refused": case "ended": return say[what];
    case "detected": return say.detected(wordOf(t.kind, subject));
    case "event": return say.event(eventText(subject, t), value);
    case "anomaly": return say.anomaly(wordOf(t.incident.metric, subject), metricValue(subject, value, t, f));
    case "escalated": return say.escalated(wordOf(t.decisions.types, subject).toLowerCase());
    case "grew": return say.grew(value);
    case "peak": return say.peak(f.amount(value));
    case "verdict": return subject === "open" ? say.unjudged : say.verdict(wordOf(t.incident.verdicts, subject));
  }
}

const wordOf = (words: Record<string, string>, key: string): string => words[key] ?? key;

/** `distributed: GET /cart` names its kind before the signature. */
function eventText(subject: string, t: Texts): string {
  const at = subject.indexOf(": ");
  return at < 0 ? subject : `${wordOf(t.kind, subject.slice(0, at))} — ${subject.slice(at + 2)}`;
}

function metricValue(subject: string, value: number, t: Texts, f: Formats): string {
  const metric = subject.replace(/_(?:up|down)$/, "");
  if (metric === "latency") return f.ms(value * 1000);
  if (metric === "bytes") return `${f.bytes(value)} ${t.unit.perSecond}`;
  return metric.endsWith("errors") ? f.percent(value) : `${f.amount(value)} ${t.unit.perSecond}`;
}

/** What shares its second with the start is told after it. */
const startFirst = (entries: readonly TimelineEntry[]): TimelineEntry[] =>
  entries.toSorted((a, b) => Number(b.what === "started") - Number(a.what === "started"));

export function Timeline({ incident }: { incident: IncidentDetail }) {
  const { t, f } = useText();
  const from = unix(incident.started_at);
  return (
    <section aria-labelledby="timeline-title" className="panel min-w-0 p-4">
      <h2 id="timeline-title" className="mb-3 text-md font-semibold">{t.incident.timeline}</h2>
      <ol className="relative grid gap-2.5 before:absolute before:inset-y-2 before:left-[4px] before:w-px before:bg-line2">
        {startFirst(incident.timeline).map((entry) => (
          <li key={`${entry.at} ${entry.what} ${entry.subject} ${entry.value}`} className="relative grid grid-cols-[9px_4.2rem_minmax(0,1fr)_auto] items-baseline gap-x-3">
            <i aria-hidden="true" className={cx("size-[9px] rounded-full ring-2 ring-panel", DOT[entry.what] ?? "bg-off")} />
            <span className="num text-fg2" title={f.moment(unix(entry.at))}>{f.clock(unix(entry.at))}</span>
            <span className="min-w-0 break-words">{entryText(entry, t, f)}</span>
            <span className="num text-xs whitespace-nowrap text-fg3">{unix(entry.at) - from >= 0.5 && `+${f.span(unix(entry.at) - from)}`}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
