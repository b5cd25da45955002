import { useQuery } from "@tanstack/react-query";
import { BellOff } from "lucide-react";

import type { NotificationDetail, NotificationEvent } from "@/api/types";
import { Button } from "@/components/button";
import { Facts } from "@/components/facts";
import { Menu } from "@/components/menu";
import { Modal } from "@/components/modal";
import { SeverityBadge } from "@/components/severity";
import { Failure, Skeleton } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { levelOf } from "@/lib/severity";

import { useBlocked, useChange, useFailed } from "./changing";
import { acknowledge, EVERYTHING, makeSilence, threadQuery } from "./requests";
import { StatusMark } from "./status";
import { useText } from "./text/use";

const SPANS = [["h1", 3600], ["h4", 4 * 3600], ["h24", 86_400], ["d7", 7 * 86_400]] as const;

interface Props {
  id: string;
  names: ReadonlyMap<string, string>;
  onClose: () => void;
}

/** A message: how far it is, why it is not further, what it tells of, and what can be done about that. */
export default function ThreadDrawer({ id, names, onClose }: Props) {
  const { t, lang } = useText();
  const { data, error, refetch } = useQuery(threadQuery(id));
  return (
    <Modal title={data?.titles[lang] ?? t.sent.message} onClose={onClose} place="side" className="w-[min(560px,100vw)]!">
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="p-4"><Skeleton className="h-72" /></div>}
      {data && <Details thread={data} chat={names.get(data.chat_id) ?? t.sent.gone} />}
    </Modal>
  );
}

function Details({ thread, chat }: { thread: NotificationDetail; chat: string }) {
  const { t, f } = useText();
  const moment = (at: string | null) => (at ? f.moment(unix(at)) : "—");
  const { severity, status, error, version, delivered_version, attempts, rules, acknowledged_by, acknowledged_at, events, count, form } = thread;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <SeverityBadge level={levelOf(severity)} />
        <StatusMark status={status} failing={error !== ""} />
        <span className="flex-1" />
        {form !== "test" && form !== "digest" && <Acts thread={thread} />}
      </div>
      <p className="text-fg2">{t.sent.helps[status]}</p>
      <Facts rows={[
        ...(error ? [[t.sent.error, <span key="error" className="text-badink">{error}</span>] as const] : []),
        [t.sent.chat, chat], [t.sent.opened, moment(thread.opened_at)], [t.sent.sentAt, moment(thread.sent_at)], [t.sent.deliveredAt, moment(thread.delivered_at)],
        [t.sent.versions, t.sent.version(delivered_version, version)], ...(attempts > 0 ? [[t.sent.tries, f.integer(attempts)] as const] : []),
        ...(rules.some(Boolean) ? [[t.sent.rules, rules.join(", ")] as const] : []),
        ...(acknowledged_at ? [[t.sent.seen, `${acknowledged_by}, ${moment(acknowledged_at)}`] as const] : []),
      ]} />
      {form !== "test" && events.length > 0 && (
        <section>
          <h3 className="label mb-1.5">{t.sent.events}</h3>
          <ol className="grid gap-2">{events.toSorted((a, b) => unix(b.at) - unix(a.at)).map((event) => <li key={event.id}><Told event={event} /></li>)}</ol>
          {count > events.length && <p className="mt-1 text-fg3">{t.sent.more(count - events.length)}</p>}
        </section>
      )}
    </div>
  );
}

function Told({ event: { titles, at, state, once, facts } }: { event: NotificationEvent }) {
  const { t, f, lang } = useText();
  return (
    <details className="rounded-ctl border border-line px-3 py-2">
      <summary className="cursor-pointer break-words">{titles[lang]} <span className="num text-xs text-fg3">{f.moment(unix(at))}{!once && ` · ${t.sent.states[state]}`}</span></summary>
      <pre aria-label={t.sent.facts} className="mono mt-2 max-h-72 overflow-auto text-xs break-all whitespace-pre-wrap" tabIndex={-1}>{JSON.stringify(facts, null, 2)}</pre>
    </details>
  );
}

function Acts({ thread: { id, acknowledged_at, state, events } }: { thread: NotificationDetail }) {
  const { t, f } = useText();
  const onError = useFailed();
  const mayDecide = useBlocked("decide");
  const mayOperate = useBlocked("operate");
  const see = useChange(() => acknowledge(id), () => t.sent.acknowledged);
  const hush = useChange((seconds: number) => {
    const begins = Math.floor(nowSeconds());
    return makeSilence({ events: EVERYTHING, threads: events.slice(0, 20).map((event) => event.thread), begins, until: begins + seconds, hours: null, note: "" });
  }, (_, seconds) => t.sent.hushed(f.span(seconds)));
  const button = <Button size="small" kind="ghost" blocked={mayOperate} disabled={hush.isPending}><BellOff size={14} aria-hidden="true" />{t.sent.hush}</Button>;
  return (
    <>
      {!acknowledged_at && state !== "closed" && <Button size="small" blocked={mayDecide} disabled={see.isPending} onClick={() => see.mutate(undefined, { onError })}>{t.sent.acknowledge}</Button>}
      {events.length > 0 && (mayOperate ? button : <Menu button={button} heading={t.sent.hushFor} items={SPANS.map(([name, seconds]) => ({ label: t.sources.durations[name], onSelect: () => hush.mutate(seconds, { onError }) }))} />)}
    </>
  );
}
