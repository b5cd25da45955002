import { Link } from "@tanstack/react-router";

import type { Chat } from "@/api/types";
import { Button } from "@/components/button";
import { cell, headCell } from "@/components/page";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";

import { useBlocked } from "./changing";
import { testChat } from "./requests";
import { useToldTest } from "./testing";
import { useText } from "./text/use";
import { chatName } from "./words";

/** Chats, each with whether it is reached, and a test that tells. */
export function ChatTable({ chats, onOpen }: { chats: readonly Chat[]; onOpen: (id: string) => void }) {
  const { t } = useText();
  return (
    <div className="relative overflow-x-auto">
      <table className="num w-full border-collapse">
        <thead>
          <tr className="border-t border-line">
            <th scope="col" className={headCell}>{t.sent.chat}</th>
            <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.chats.channel}</th>
            <th scope="col" className={cx(headCell, "max-lg:hidden")}>{t.notes.language}</th>
            <th scope="col" className={cx(headCell, "max-sm:hidden")}>{t.sent.status}</th>
            <th scope="col" className={cx(headCell, "text-right!")}><span className="sr-only">{t.sources.action}</span></th>
          </tr>
        </thead>
        <tbody>{chats.map((chat) => <Row key={chat.id} chat={chat} onOpen={() => onOpen(chat.id)} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ chat, onOpen }: { chat: Chat; onOpen: () => void }) {
  const { t } = useText();
  const blocked = useBlocked("operate");
  const test = useToldTest(() => testChat(chat.id));
  const name = chatName(chat);
  return (
    <tr className="border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "w-[44%] max-w-0 text-left font-medium")}>
        <button type="button" aria-label={t.chats.edit(name)} aria-disabled={blocked ? true : undefined} title={blocked || undefined} onClick={blocked ? undefined : onOpen} className="cut block min-h-6 max-w-full text-left hover:text-accent hover:underline">{name}</button>
        <span className="block text-xs font-normal break-words text-fg3">{[chat.title && chat.address, chat.topic && `${t.chats.topic} ${chat.topic}`].filter(Boolean).join(" · ")}</span>
        <span className="block text-xs font-normal break-words sm:hidden"><State chat={chat} /></span>
      </th>
      <td className={cx(cell, "mono max-md:hidden")}>{chat.channel}</td>
      <td className={cx(cell, "max-lg:hidden")}>{t.notes.languages[chat.language]}, {chat.timezone}</td>
      <td className={cx(cell, "max-sm:hidden")}><State chat={chat} /></td>
      <td className={cx(cell, "w-px text-right whitespace-nowrap")}>
        <Link to="/notifications" search={{ chat: chat.id } as never} className="ctl h-7! px-2.5! text-xs text-fg2 hover:bg-hover hover:text-fg max-md:hidden">{t.chats.messages}</Link>
        <Button size="small" blocked={blocked} disabled={test.busy} aria-label={`${t.chats.test}: ${name}`} onClick={test.send}>{t.chats.test}</Button>
      </td>
    </tr>
  );
}

/** Whether it is reached, else since when not and why. */
function State({ chat: { failing_since, error, waiting } }: { chat: Chat }) {
  const { t, f } = useText();
  return (
    <>
      {failing_since ? <span className="text-badink">{t.chats.failing(f.moment(unix(failing_since)))}{error && <span className="block max-w-80 text-xs break-words">{error}</span>}</span> : <span className="text-okink">{t.chats.reached}</span>}
      {waiting > 0 && <span className="block text-xs text-fg3">{t.chats.waiting(waiting)}</span>}
    </>
  );
}
