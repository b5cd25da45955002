import { useQuery } from "@tanstack/react-query";
import { Mail, UserPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { Button } from "@/components/button";
import { Empty, Failure, Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";
import { showToast } from "@/lib/toasts";

import { Card } from "./card";
import { invitationsQuery, takeInvitationBack } from "./requests";
import { ReachText } from "./scope-field";
import { useText } from "./text/use";
import { useAct } from "./use-act";

const CreateDialog = lazy(() => import("./create-dialog"));

/** The invitations that stand. */
export default function Invitations() {
  const { t, f } = useText();
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(invitationsQuery);
  const back = useAct(takeInvitationBack, () => showToast({ tone: "done", title: t.people.takenBack }));
  return (
    <Card title={t.people.parts.invitations} lead={t.people.invitationsLead} actions={<Button kind="primary" onClick={() => setMaking(true)}><UserPlus size={15} aria-hidden="true" />{t.people.newAccount}</Button>}>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-24" />}
      {data?.length === 0 && <Empty icon={<Mail size={18} />} title={t.people.noInvitations} />}
      <ul className="num grid">
        {data?.map(({ id, role, note, made_by, expires_at, services, groups }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-2 first:border-0">
            <span className="min-w-0 flex-1 basis-64">
              <span className="font-medium break-words">{note || t.people.noNote}</span> <span className="text-fg2">{t.role[role]}</span>
              <span className="block text-xs break-words text-fg3"><ReachText services={services} groups={groups} /> · {t.people.invitedBy(made_by)} · {t.people.expires(f.moment(unix(expires_at)))}</span>
            </span>
            <Button size="small" kind="danger" disabled={back.isPending} aria-label={`${t.people.takeBack}: ${note || t.people.noNote}`} onClick={() => back.mutate(id)}>{t.people.takeBack}</Button>
          </li>
        ))}
      </ul>
      {making && <Suspense><CreateDialog onClose={() => setMaking(false)} /></Suspense>}
    </Card>
  );
}
