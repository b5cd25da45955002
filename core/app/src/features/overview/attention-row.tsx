import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Clock } from "lucide-react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { AttentionItem } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { Menu } from "@/components/menu";
import { Bars } from "@/components/severity";
import { nowSeconds } from "@/lib/clock";
import { instantText, unix } from "@/lib/instant";
import { levelOf } from "@/lib/severity";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { itemText } from "./item-text";
import { placeOfItem } from "./place-of";
import { foresee, overviewQuery, type Said, say } from "./requests";
import { useText } from "./text/use";

const HOUR = 3600;

/** One thing to see to: what it is, where it is looked at, who sees to it, and whether it may wait. */
export function Row({ item }: { item: AttentionItem }) {
  const { t, f, lang } = useText();
  const { title, lead } = itemText(item, { t, f, lang, now: nowSeconds() });
  const level = levelOf(item.severity);
  return (
    <li className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2 hover:bg-hover">
      <span role="img" aria-label={t.overview.severityOf(t.severity[item.severity])} title={t.severity[item.severity]}><Bars level={level} /></span>
      <Link {...placeOfItem(item)} className="group min-w-0 flex-1 basis-60 py-0.5">
        <span className="flex min-w-0 items-center gap-1 font-medium group-hover:text-accent"><span className="min-w-0 break-words">{title}</span><ChevronRight size={14} className="shrink-0 text-fg3" aria-hidden="true" /></span>
        {lead && <span className="block break-words text-xs text-fg2">{lead}</span>}
      </Link>
      <span className="num ml-auto flex shrink-0 flex-wrap items-center justify-end gap-x-2 gap-y-1 text-xs text-fg3">
        {item.snoozed_until ? t.overview.waitsUntil(f.moment(unix(item.snoozed_until)), item.snoozed_by) : item.since_at && <Ago at={unix(item.since_at)} />}
        <Actions item={item} title={title} />
      </span>
    </li>
  );
}

function Actions({ item, title }: { item: AttentionItem; title: string }) {
  const { t } = useText();
  const state = useStore(session);
  const act = useSaying(item);
  const blocked = may(state, "decide") || may(state, "operate") ? false : t.overview.needs;
  const me = state.me?.login ?? "";
  const who = item.assignee || (item.kind === "alarm" ? item.by : "");
  const wait = (seconds: number) => act({ snoozed_seconds: seconds }, seconds ? t.overview.letWait(title) : t.overview.awake(title), seconds ? t.overview.letWaitNote : "");
  const spans = [[t.overview.hour, HOUR], [t.overview.hours, 4 * HOUR], [t.overview.day, 24 * HOUR], [t.overview.week, 168 * HOUR]] as const;
  return (
    <>
      {who && <span className="rounded-chip bg-accentsoft px-1.5 py-0.5 text-fg">{who === me ? t.overview.you : t.overview.seesTo(who)}</span>}
      {item.assignee === me && me ? (
        <Button size="small" kind="ghost" blocked={blocked} onClick={() => act({ assignee: "" }, t.overview.released(title))}>{t.overview.release}</Button>
      ) : (
        <Button size="small" kind="ghost" blocked={blocked} onClick={() => act({ assignee: me }, t.overview.taken(title))}>{t.overview.take}</Button>
      )}
      {item.snoozed_until ? (
        <Button size="small" blocked={blocked} onClick={() => wait(0)}>{t.overview.wake}</Button>
      ) : blocked ? (
        <Button size="small" blocked={blocked}><Clock size={13} aria-hidden="true" />{t.overview.later}</Button>
      ) : (
        <Menu
          items={spans.map(([label, seconds]) => ({ label, onSelect: () => wait(seconds) }))}
          button={<button type="button" aria-label={t.overview.laterOf(title)} className="ctl h-7 border border-line2 bg-panel px-2.5 text-xs text-fg hover:bg-hover"><Clock size={13} aria-hidden="true" />{t.overview.later}</button>}
        />
      )}
    </>
  );
}

/** Says something of an item: shown at once, kept by the core, and taken back within eight seconds. */
function useSaying(item: AttentionItem) {
  const { t } = useText();
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: ({ said }: { said: Said; done?: () => void }) => say(item.key, said),
    onMutate: ({ said }) => foresee(client, item.key, foreseen(said)),
    onSuccess: (_, { done }) => done?.(),
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: overviewQuery.queryKey }),
  });
  const back: Said = { assignee: item.assignee, snoozed_seconds: item.snoozed_until ? Math.max(1, Math.round(unix(item.snoozed_until) - nowSeconds())) : 0 };
  return (said: Said, title: string, note = "") => mutate({ said, done: () => showToast({ tone: "done", title, note, undo: () => mutate({ said: back }) }) });
}

const foreseen = ({ assignee, snoozed_seconds: seconds }: Said): Partial<AttentionItem> => ({
  ...(assignee === undefined ? {} : { assignee }),
  ...(seconds === undefined ? {} : { snoozed_until: seconds ? instantText(nowSeconds() + seconds) : null }),
});
