import { useQuery } from "@tanstack/react-query";
import { Link2, MessageCircle, Plus } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";

import type { Channel, Chat } from "@/api/types";
import { Button } from "@/components/button";
import { Empty, Failure, Skeleton } from "@/components/states";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { useBlocked } from "./changing";
import { Channels } from "./channels";
import { ChatTable } from "./chat-table";
import { channelsQuery, chatsQuery } from "./requests";
import { useText } from "./text/use";

const ChannelDrawer = lazy(() => import("./channel-drawer"));
const ChatDrawer = lazy(() => import("./chat-drawer"));
const Bind = lazy(() => import("./bind"));

/** What is open stands in the URL: `channel:NAME`, `chat:ID`, `bind:CHANNEL`; without a name it is a new one. */
const OPEN = /^(channel|chat|bind):(.*)$/;

/** By which ways people are reached, and where. */
export default function Chats() {
  const { t } = useText();
  const change = useChangeSearch();
  const mayOperate = useBlocked("operate");
  const mayManage = useBlocked("manage");
  const { data: chats, error, refetch } = useQuery(chatsQuery);
  const { data: channels } = useQuery({ ...channelsQuery, enabled: !mayOperate });
  if (error && !chats) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!chats || (!channels && !mayOperate)) return <section className="panel p-4"><Skeleton className="h-72" /></section>;
  const open = (text: string) => () => change({ open: text });
  const bot = channels?.channels.find((channel) => channel.kind === "telegram");
  const noChannel = mayOperate || (channels?.channels.length === 0 && t.chats.noChannels);
  return (
    <>
      <section className="panel min-w-0 overflow-hidden" aria-label={t.chats.chats}>
        <Head title={t.chats.chats} lead={t.chats.chatsLead}>
          {bot && <Button blocked={mayOperate} onClick={open(`bind:${bot.name}`)}><Link2 size={15} aria-hidden="true" />{t.chats.bind}</Button>}
          <Button blocked={noChannel} onClick={open("chat:")}><Plus size={15} aria-hidden="true" />{t.chats.addChat}</Button>
        </Head>
        {chats.chats.length > 0 ? <ChatTable chats={chats.chats} onOpen={(id) => change({ open: `chat:${id}` })} /> : <Empty icon={<MessageCircle size={18} />} title={t.chats.noChats} lead={channels?.channels.length === 0 ? t.chats.channelFirst : t.chats.noChatsLead}>
          {channels?.channels.length === 0 && <Button kind="primary" blocked={mayManage} onClick={open("channel:")}><Plus size={15} aria-hidden="true" />{t.chats.add}</Button>}
        </Empty>}
      </section>
      {channels && channels.channels.length > 0 && (
        <section className="panel min-w-0 overflow-hidden" aria-label={t.chats.channels}>
          <Head title={t.chats.channels} lead={t.chats.channelsLead}><Button blocked={mayManage} onClick={open("channel:")}><Plus size={15} aria-hidden="true" />{t.chats.add}</Button></Head>
          <Channels channels={channels.channels} chats={chats.chats} onOpen={(text) => change({ open: text })} />
        </section>
      )}
      <Suspense><Opened chats={chats.chats} channels={channels?.channels ?? []} /></Suspense>
    </>
  );
}

function Opened({ chats, channels }: { chats: readonly Chat[]; channels: readonly Channel[] }) {
  const { open = "" } = useViewSearch();
  const change = useChangeSearch();
  const onClose = () => change({ open: undefined });
  const [, what, name = ""] = OPEN.exec(open) ?? [];
  const channel = channels.find((each) => each.name === name);
  const chat = chats.find((each) => each.id === name);
  if (what === "channel" && (channel || !name)) return <ChannelDrawer key={name} channel={channel} onClose={onClose} />;
  if (what === "chat" && (chat || !name) && channels.length > 0) return <ChatDrawer key={name} chat={chat} channels={channels} onClose={onClose} />;
  return what === "bind" && channel?.kind === "telegram" ? <Bind key={name} channels={channels} channel={name} onClose={onClose} /> : null;
}

function Head({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <div className="min-w-48 flex-1"><h2 className="text-md font-semibold">{title}</h2><p className="text-xs text-fg3">{lead}</p></div>
      {children}
    </div>
  );
}
