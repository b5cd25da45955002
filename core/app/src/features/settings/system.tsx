import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck } from "lucide-react";

import { nodesQuery } from "@/api/nodes";
import type { Health, Settings } from "@/api/types";
import { Failure, Skeleton } from "@/components/states";

import type { Entry } from "./entries";
import { healthQuery } from "./requests";
import { type Texts, useText } from "./text/use";

interface Part {
  name: string;
  good: boolean;
  note: string;
}

/** The core's parts, each with whether it is well. */
function partsOf(health: Health, t: Texts, span: (seconds: number) => string): Part[] {
  const s = t.settings.parts;
  const { metrics, notifications } = health;
  const behind = health.log_position - health.processed_position;
  const waiting = health.processed_position - health.stored_position;
  return [
    { name: s.database, good: health.database, note: health.database ? s.answers : s.away },
    { name: s.pipeline, good: behind < 100, note: s.toJudge(behind) },
    { name: s.history, good: health.dropped_outputs === 0 && waiting < 1000, note: health.dropped_outputs > 0 ? s.lost(health.dropped_outputs) : s.toStore(Math.max(0, waiting)) },
    { name: s.metrics, good: metrics.behind_seconds < 120 && metrics.refused_reports === 0, note: s.behind(span(metrics.behind_seconds)) },
    { name: s.notifications, good: notifications.failing_chats === 0 && notifications.broken_sources === 0, note: notifications.failing_chats > 0 ? s.failing(notifications.failing_chats) : s.waiting(notifications.waiting) },
  ];
}

function Parts() {
  const { t, f } = useText();
  const { data, error, refetch } = useQuery(healthQuery);
  if (!data) return error ? <Failure error={error} onRetry={() => void refetch()} /> : <Skeleton className="h-32 w-full" />;
  return (
    <ul className="grid gap-x-8 gap-y-2 sm:grid-cols-2">
      {partsOf(data, t, f.span).map((part) => (
        <li key={part.name} className="flex min-w-0 items-start gap-2">
          {part.good ? <CircleCheck size={16} className="mt-px shrink-0 text-okink" role="img" aria-label={t.settings.well} /> : <CircleAlert size={16} className="mt-px shrink-0 text-badink" role="img" aria-label={t.settings.unwell} />}
          <span className="min-w-0"><b className="font-medium">{part.name}</b><span className="num block text-xs text-fg2">{part.note}</span></span>
        </li>
      ))}
    </ul>
  );
}

function Versions({ settings }: { settings: Settings | undefined }) {
  const { t } = useText();
  const { data: health } = useQuery(healthQuery);
  const { data: nodes } = useQuery({ ...nodesQuery, refetchInterval: 30_000 });
  const agents = new Map<string, number>();
  for (const { agent_version: version } of nodes ?? []) agents.set(version || "?", (agents.get(version || "?") ?? 0) + 1);
  return (
    <dl className="num grid max-w-xl grid-cols-[minmax(0,12rem)_minmax(0,1fr)] gap-x-4 gap-y-1">
      <dt className="text-fg2">{t.settings.core}</dt><dd>{health?.version ?? "—"}</dd>
      {settings && <><dt className="text-fg2">Python</dt><dd>{settings.python}</dd></>}
      {[...agents].map(([version, of]) => (
        <div key={version} className="contents"><dt className="text-fg2">{t.settings.agents(of)}</dt><dd>{version}{health && version !== health.version && <> · <Link to="/nodes" search={{} as never} className="text-warnink underline">{t.settings.other}</Link></>}</dd></div>
      ))}
    </dl>
  );
}

/** How the core is, and what runs where. */
export function useSystem(settings: Settings | undefined): readonly Entry[] {
  const { t } = useText();
  return [
    { id: "parts", title: t.settings.partsTitle, lead: t.settings.partsLead, words: Object.values(t.settings.parts).filter((text) => typeof text === "string").join(" "), body: <Parts />, wide: true },
    { id: "versions", title: t.settings.versions, lead: t.settings.versionsLead, body: <Versions settings={settings} />, wide: true },
  ];
}
