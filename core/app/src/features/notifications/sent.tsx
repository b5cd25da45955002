import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { lazy, Suspense } from "react";

import type { NotificationThread } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { cell, headCell } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { SeverityBadge } from "@/components/severity";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { levelOf } from "@/lib/severity";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { SelectField } from "./fields";
import { chatsQuery, threadsQuery } from "./requests";
import { StatusMark } from "./status";
import { useText } from "./text/use";
import { chatName, STATUSES, statusOf } from "./words";

const ThreadDrawer = lazy(() => import("./thread-drawer"));

/** What chats were told, those that changed last first. */
export default function Sent() {
  const { t } = useText();
  const { chat = "", state, open } = useViewSearch();
  const change = useChangeSearch();
  const status = statusOf(state);
  const { data: known } = useQuery(chatsQuery);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(threadsQuery({ chat, status }));
  const threads = data?.pages.flatMap((page) => page.items) ?? [];
  const names = new Map(known?.chats.map((each) => [each.id, chatName(each)]));
  return (
    <section className="panel min-w-0 overflow-hidden">
      <div className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
        <p className="num flex-1 text-xs text-fg3">{data ? t.sent.total(data.pages[0]?.total ?? 0) : ""}</p>
        <div className="w-44 max-w-full"><SelectField bare label={t.sent.chat} value={chat} options={[{ value: "", label: t.sent.allChats }, ...[...names].map(([value, label]) => ({ value, label }))]} onChange={(value) => change({ chat: value || undefined })} /></div>
        <Segmented label={t.sent.status} value={status ?? "any"} options={[{ value: "any", label: t.sent.any }, ...STATUSES.map((value) => ({ value, label: t.sent.statuses[value], title: t.sent.helps[value] }))]} onChange={(value) => change({ state: value === "any" ? undefined : value })} />
      </div>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="p-4"><Skeleton className="h-72" /></div>}
      {data && threads.length === 0 && <Empty icon={<Send size={18} />} title={chat || status ? t.sent.noneSuch : known?.chats.length === 0 ? t.chats.noChats : t.sent.none} lead={chat || status ? "" : known?.chats.length === 0 ? t.sent.noChatsLead : t.sent.noneLead}>
        {chat || status ? <Button onClick={() => change({ chat: undefined, state: undefined })}>{t.sources.clear}</Button>
          : known?.chats.length === 0 ? <Button kind="primary" onClick={() => change({ section: "chats" })}>{t.sent.toChats}</Button> : <Button onClick={() => change({ section: "rules" })}>{t.sent.toRules}</Button>}
      </Empty>}
      {threads.length > 0 && <Threads threads={threads} names={names} onOpen={(id) => change({ open: id })} />}
      {hasNextPage && <div className="grid justify-items-center border-t border-line p-3"><Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>{t.state.more}</Button></div>}
      {open && <Suspense><ThreadDrawer key={open} id={open} names={names} onClose={() => change({ open: undefined })} /></Suspense>}
    </section>
  );
}

interface ThreadsProps {
  threads: readonly NotificationThread[];
  names: ReadonlyMap<string, string>;
  onOpen: (id: string) => void;
}

function Threads({ threads, names, onOpen }: ThreadsProps) {
  const { t } = useText();
  return (
    <div className="relative overflow-x-auto">
      <table className="num w-full border-collapse">
        <thead>
          <tr className="border-t border-line">
            <th scope="col" className={headCell}>{t.sent.message}</th>
            <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.sent.severity}</th>
            <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.sent.chat}</th>
            <th scope="col" className={headCell}>{t.sent.status}</th>
            <th scope="col" className={cx(headCell, "max-sm:hidden")}>{t.sent.changed}</th>
          </tr>
        </thead>
        <tbody>{threads.map((thread) => <Row key={thread.id} thread={thread} chat={names.get(thread.chat_id) ?? t.sent.gone} onOpen={() => onOpen(thread.id)} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ thread, chat, onOpen }: { thread: NotificationThread; chat: string; onOpen: () => void }) {
  const { t, lang } = useText();
  const { severity, changed_at, error, attempts, repeats, escalated, acknowledged_by, count, state } = thread;
  const title = thread.titles[lang];
  const notes = [t.sent.states[state], count > 1 && `×${count}`, repeats > 0 && t.sent.repeats(repeats), escalated && t.sent.escalated, acknowledged_by && `${t.sent.seen}: ${acknowledged_by}`].filter(Boolean).join(" · ");
  return (
    <tr className="border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "w-[52%] max-w-0 text-left font-medium max-md:w-[62%]")}>
        <button type="button" aria-label={t.sent.open(title)} onClick={onOpen} className="cut block min-h-6 max-w-full text-left hover:text-accent hover:underline">{title}</button>
        <span className="block text-xs font-normal break-words text-fg3"><span className="md:hidden">{chat} · </span>{notes}</span>
      </th>
      <td className={cx(cell, "max-md:hidden")}><SeverityBadge level={levelOf(severity)} /></td>
      <td className={cx(cell, "max-w-0 w-[18%] max-md:hidden")}><span className="cut block" title={chat}>{chat}</span></td>
      <td className={cell}>
        <StatusMark status={thread.status} failing={error !== ""} />
        {error && <span className="block max-w-64 text-xs break-words text-badink">{error}{attempts > 1 && ` · ${t.sent.attempts(attempts)}`}</span>}
      </td>
      <td className={cx(cell, "whitespace-nowrap text-fg2 max-sm:hidden")}><Ago at={unix(changed_at)} /></td>
    </tr>
  );
}
