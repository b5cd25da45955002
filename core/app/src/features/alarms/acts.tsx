import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BellOff } from "lucide-react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Alarm } from "@/api/types";
import { Button } from "@/components/button";
import { Menu } from "@/components/menu";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { acknowledge, KEY, silence } from "./requests";
import { useText } from "./text/use";

const SPANS = [["h1", 3600], ["h4", 4 * 3600], ["h24", 86_400], ["d7", 7 * 86_400]] as const;

/** What is done about an alarm that fires: somebody has seen it, or nobody is to be told for a while. Both can be taken back. */
export function AlarmActs({ alarm: { id, rule, acknowledged, silenced } }: { alarm: Alarm }) {
  const { t, f } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "decide") ? false : t.state.needs.decide;
  const onError = (error: unknown) => tellFailed(error, t);
  const onSettled = () => client.invalidateQueries({ queryKey: KEY });
  const see = useMutation({ mutationFn: (seen: boolean) => acknowledge(id, seen), onError, onSettled, onSuccess: (_, seen) => seen && showToast({ tone: "done", title: t.alarms.seenNow(rule), undo: () => see.mutate(false) }) });
  const hush = useMutation({ mutationFn: (seconds: number) => silence(id, seconds), onError, onSettled, onSuccess: (_, seconds) => seconds > 0 && showToast({ tone: "done", title: t.alarms.silencedNow(rule, f.span(seconds)), undo: () => hush.mutate(0) }) });
  const busy = see.isPending || hush.isPending;
  const spans = <Button size="small" kind="ghost" blocked={blocked} disabled={busy} aria-label={`${t.alarms.silence}: ${rule}`}><BellOff size={14} aria-hidden="true" />{t.alarms.silence}</Button>;
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-1 md:flex-nowrap">
      <Button size="small" kind={acknowledged ? "ghost" : "outline"} blocked={blocked} disabled={busy} aria-label={`${acknowledged ? t.alarms.unsee : t.alarms.seen}: ${rule}`} onClick={() => see.mutate(!acknowledged)}>{acknowledged ? t.alarms.unsee : t.alarms.seen}</Button>
      {silenced ? <Button size="small" kind="ghost" blocked={blocked} disabled={busy} onClick={() => hush.mutate(0)}>{t.alarms.unsilence}</Button>
        : blocked ? spans : <Menu button={spans} heading={t.alarms.silenceFor} items={SPANS.map(([name, seconds]) => ({ label: t.sources.durations[name], onSelect: () => hush.mutate(seconds) }))} />}
    </span>
  );
}
