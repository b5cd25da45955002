import { AtSign, Bot, Webhook } from "lucide-react";

import type { Channel, Chat } from "@/api/types";
import { Button } from "@/components/button";
import { cell } from "@/components/page";
import { cx } from "@/lib/cx";

import { useText } from "./text/use";

const ICONS = { telegram: Bot, email: AtSign, webhook: Webhook };

/** Channels, each with how it is; a bot with a way to bind a chat. */
export function Channels({ channels, chats, onOpen }: { channels: readonly Channel[]; chats: readonly Chat[]; onOpen: (open: string) => void }) {
  const { t } = useText();
  return (
    <table className="num w-full border-collapse">
      <thead className="sr-only"><tr><th scope="col">{t.chats.channel}</th><th scope="col">{t.sent.status}</th><th scope="col">{t.sources.action}</th></tr></thead>
      <tbody>
        {channels.map((channel) => {
          const { name, kind, trouble } = channel;
          const Icon = ICONS[kind];
          const own = chats.filter((chat) => chat.channel === name).length;
          return (
            <tr key={name} className="border-t border-line hover:bg-hover">
              <th scope="row" className={cx(cell, "max-w-0 w-1/2 text-left font-medium")}>
                <span className="flex items-center gap-2.5">
                  <Icon size={16} className="shrink-0 text-fg3" aria-hidden="true" />
                  <span className="min-w-0">
                    <button type="button" aria-label={t.chats.edit(name)} onClick={() => onOpen(`channel:${name}`)} className="mono cut block min-h-6 max-w-full text-left hover:text-accent hover:underline">{name}</button>
                    <span className="block text-xs font-normal text-fg2">{t.chats.kinds[kind]}</span>
                  </span>
                </span>
              </th>
              <td className={cx(cell, !trouble && "whitespace-nowrap")}>
                {trouble ? <span className="break-words text-badink">{t.chats.trouble}: {trouble}</span> : own > 0 ? t.chats.chatCount(own) : <span className="text-fg3">{t.chats.unused}</span>}
              </td>
              <td className={cx(cell, "w-px text-right whitespace-nowrap")}>{kind === "telegram" && <Button size="small" aria-label={t.chats.bindTitle(name)} onClick={() => onOpen(`bind:${name}`)}>{t.chats.bind}</Button>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
