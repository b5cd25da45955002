import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BellRing } from "lucide-react";

import { api } from "@/api/client";
import { tellFailed } from "@/api/failed";
import { unwrap } from "@/api/problem";
import { may, session } from "@/api/session";
import type { Alarm, Node } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { cx } from "@/lib/cx";
import { alarmText } from "@/lib/i18n/alarms";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { alarmsQuery } from "./requests";
import { useText } from "./text/use";
import { loud } from "./troubles";

const SHOWN = 8;
const KEY = ["alarms"];

/** What fires now, but for what was silenced; somebody who has seen it says so. */
export function Alarms({ nodes, node = "" }: { nodes: readonly Node[]; node?: string }) {
  const { t } = useText();
  const { data } = useQuery(alarmsQuery(node));
  const firing = loud(data?.alarms);
  if (firing.length === 0) return null;
  return (
    <section className="panel min-w-0" aria-label={t.nodes.alarms}>
      <h2 className="flex items-center gap-2 px-4 pt-3 pb-1 text-md font-semibold"><BellRing size={16} className="text-warnink" aria-hidden="true" />{t.nodes.alarms} <span className="num text-xs font-normal text-fg3">{firing.length}</span></h2>
      <ul>{firing.slice(0, SHOWN).map((alarm) => <Firing key={alarm.id} alarm={alarm} node={nodes.find(({ id }) => id === alarm.node_id)?.name ?? ""} />)}</ul>
    </section>
  );
}

function Firing({ alarm, node }: { alarm: Alarm; node: string }) {
  const { t, lang } = useText();
  const { id, rule, severity, entity, fired_at, acknowledged } = alarm;
  const client = useQueryClient();
  const blocked = may(useStore(session), "decide") ? false : t.state.needs.decide;
  const { mutate, isPending } = useMutation({
    mutationFn: (seen: boolean) => {
      const place = { params: { path: { alarm_id: id } } };
      return unwrap(seen ? api.POST("/api/v1/alarms/{alarm_id}/acknowledge", { ...place, body: { note: "" } }) : api.DELETE("/api/v1/alarms/{alarm_id}/acknowledge", place));
    },
    onSuccess: (_, seen) => seen && showToast({ tone: "done", title: t.nodes.acknowledgedNow(rule), undo: () => mutate(false) }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <li className="num flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2 first:border-0">
      <span className={cx("font-medium", severity === "critical" && "text-badink")}>{[node, entity].filter(Boolean).join(" · ") || rule}</span>
      <span className="min-w-0 flex-1 basis-60 break-words text-fg2">{alarmText(alarm, lang) || rule}</span>
      <span className="text-fg3"><Ago at={unix(fired_at)} /></span>
      {acknowledged ? <span className="text-xs text-fg3">{t.nodes.acknowledged(acknowledged.by)}</span> : <Button size="small" aria-label={`${t.nodes.acknowledge}: ${rule}`} blocked={blocked} disabled={isPending} onClick={() => mutate(true)}>{t.nodes.acknowledge}</Button>}
    </li>
  );
}
