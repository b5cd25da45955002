import { useQuery } from "@tanstack/react-query";

import type { PersonSession } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { Failure, Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";
import { showToast } from "@/lib/toasts";

import { agentName } from "./agent";
import { Card } from "./card";
import { endOtherSessions, endOwnSession, ownSessionsQuery } from "./requests";
import { useText } from "./text/use";
import { useAct } from "./use-act";

/** From where one is signed in. */
export function OwnSessions() {
  const { t } = useText();
  const { data, error, refetch } = useQuery(ownSessionsQuery);
  const end = useAct(endOwnSession, () => showToast({ tone: "done", title: t.people.sessionEnded }));
  const endOthers = useAct(endOtherSessions, () => showToast({ tone: "done", title: t.people.othersEnded }));
  const others = data?.some((each) => !each.current) ?? false;
  return (
    <Card title={t.people.sessions} lead={t.people.sessionsLead} actions={others && <Button kind="danger" disabled={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>{t.people.endOthers}</Button>}>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-16" />}
      {data && <SessionList sessions={data} onEnd={end.mutate} busy={end.isPending} />}
    </Card>
  );
}

interface Props {
  sessions: readonly PersonSession[];
  onEnd: (id: string) => void;
  busy: boolean;
}

export function SessionList({ sessions, onEnd, busy }: Props) {
  const { t, f } = useText();
  return (
    <ul className="num grid">
      {sessions.map(({ id, current, address, user_agent, used_at, made_at, way }) => {
        const name = agentName(user_agent) || t.people.unknownAgent;
        return (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-2 first:border-0">
            <span className="min-w-0 flex-1 basis-56">
              <span className="font-medium break-words" title={user_agent}>{name}</span> <span className="mono">{address}</span>
              <span className="block text-xs text-fg3">{t.people.signedInAt(f.moment(unix(made_at)))}{way === "provider" && ` · ${t.people.byProvider}`}</span>
            </span>
            <span className="text-xs text-fg2">{current ? t.people.thisOne : <Ago at={unix(used_at)} />}</span>
            {!current && <Button size="small" kind="ghost" disabled={busy} aria-label={`${t.people.end}: ${name}, ${address}`} onClick={() => onEnd(id)}>{t.people.end}</Button>}
          </li>
        );
      })}
      {sessions.length === 0 && <li className="text-fg3">{t.people.noSessions}</li>}
    </ul>
  );
}
