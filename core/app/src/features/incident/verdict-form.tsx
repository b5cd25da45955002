import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CalendarCheck, Check, Swords } from "lucide-react";
import { useId, useState } from "react";

import { ApiError } from "@/api/problem";
import { may, session } from "@/api/session";
import { refetchSnapshots } from "@/api/snapshot";
import type { Incident, IncidentDetail } from "@/api/types";
import { Button } from "@/components/button";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { judge } from "./requests";
import { useText } from "./text/use";

const CHOICES = [["attack", Swords], ["harmless", Check], ["expected", CalendarCheck]] as const;

interface Said {
  verdict: Incident["verdict"];
  reason: string;
}

/** What a person says that it was: the detectors learn from it, and it can be taken back. */
export function VerdictForm({ incident }: { incident: IncidentDetail }) {
  const { t, f } = useText();
  const [reason, setReason] = useState("");
  const field = useId();
  const blocked = may(useStore(session), "decide") ? false : t.state.needs.decide;
  const { mutate, isPending } = useJudging(incident);
  const { verdict, verdict_by, verdict_at, verdict_reason } = incident;
  const said = t.incident.verdicts[verdict];
  return (
    <section aria-labelledby="verdict-title" className="panel grid min-w-0 gap-3 p-4">
      <h2 id="verdict-title" className="text-md font-semibold">{t.incident.verdict}</h2>
      <p className="text-fg2" role="status">
        {verdict !== "open" && verdict_at ? t.incident.judgedBy(said, verdict_by, f.moment(unix(verdict_at))) : t.incident.verdictHelp.open}{verdict_reason && ` · «${verdict_reason}»`}
      </p>
      <div className="grid gap-1">
        <label htmlFor={field} className="text-xs text-fg2">{t.incident.reason}</label>
        <input id={field} className="field" maxLength={500} value={reason} autoComplete="off" onChange={(event) => setReason(event.target.value)} />
      </div>
      <ul className="grid gap-2">
        {CHOICES.map(([value, Icon]) => (
          <li key={value} className="grid grid-cols-[8.5rem_minmax(0,1fr)] items-center gap-3">
            <Button aria-pressed={verdict === value} className={cx("justify-start", verdict === value && "border-accent! bg-accentsoft")} blocked={blocked} disabled={isPending} onClick={() => mutate({ verdict: value, reason: reason.trim() })}>
              <Icon size={15} aria-hidden="true" />{t.incident.verdicts[value]}
            </Button>
            <span className="text-xs text-fg3">{t.incident.verdictHelp[value]}{value !== "attack" && incident.spares > 0 && ` · ${t.incident.spares(incident.spares)}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function useJudging(incident: IncidentDetail) {
  const { t } = useText();
  const client = useQueryClient();
  const { id, verdict, verdict_reason } = incident;
  const mutation = useMutation({
    mutationFn: ({ verdict: next, reason }: Said) => judge(id, next, reason),
    onMutate: (): Said => ({ verdict, reason: verdict_reason }),
    onSuccess: (_, next, before) => {
      const undo = () => mutation.mutate(before);
      showToast({ tone: "done", title: t.incident.judged(t.incident.verdicts[next.verdict]), note: t.incident.verdictHelp[next.verdict], undo });
    },
    onError: (error) => {
      const note = error instanceof ApiError && error.status ? (error.status === 404 ? t.incident.tooOld : error.message) : t.state.unreachable;
      showToast({ tone: "failed", title: t.act.failed, note });
    },
    onSettled: () => Promise.all([
      client.invalidateQueries({ queryKey: ["incident", id] }), client.invalidateQueries({ queryKey: ["decisions"] }), refetchSnapshots(client).catch(() => null),
    ]),
  });
  return mutation;
}
