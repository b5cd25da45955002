import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleCheck, LoaderCircle } from "lucide-react";
import { useState } from "react";

import type { Channel, Chat, TelegramCode } from "@/api/types";
import { Countdown } from "@/components/age";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { Modal } from "@/components/modal";
import { clock } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { prefs } from "@/lib/prefs";
import { useStore } from "@/lib/store";

import { SelectField } from "./fields";
import { Refusal } from "./form";
import { chatsQuery, makeCode, testChat } from "./requests";
import { TestOutcome } from "./test-outcome";
import { useTest } from "./testing";
import { useText } from "./text/use";
import { chatName } from "./words";

interface Props {
  channel: string;
  channels: readonly Channel[];
  onClose: () => void;
}

/** A chat is bound: a code is made, told to the bot there, and the chat is waited for. */
export default function Bind({ channel: first, channels, onClose }: Props) {
  const { t } = useText();
  const [channel, setChannel] = useState(first);
  const [language, setLanguage] = useState<Chat["language"]>(prefs.get().lang);
  const code = useMutation({ mutationFn: () => makeCode(channel, language) });
  const bots = channels.filter((each) => each.kind === "telegram");
  return (
    <Modal title={t.chats.bindTitle(channel)} onClose={onClose}>
      {code.data ? <Waiting key={code.data.code} code={code.data} channel={channel} onAgain={() => code.reset()} onClose={onClose} /> : (
        <form className="grid gap-3 p-4" onSubmit={(event) => { event.preventDefault(); code.mutate(); }}>
          <p className="text-fg2">{t.chats.bindLead}</p>
          {bots.length > 1 && <SelectField label={t.chats.channel} value={channel} options={bots.map(({ name }) => ({ value: name, label: name }))} onChange={setChannel} />}
          <SelectField label={t.notes.language} value={language} options={(["en", "ru"] as const).map((value) => ({ value, label: t.notes.languages[value] }))} onChange={setLanguage} />
          <Refusal error={code.error} />
          <div className="flex justify-end gap-2">
            <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
            <Button kind="primary" type="submit" disabled={code.isPending} data-autofocus>{t.chats.make}</Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

/** A chat that is bound once more is the same, made anew. */
const asBound = ({ id, made_at }: Chat): string => `${id} ${made_at}`;

function Waiting({ code: { code, expires_at }, channel, onAgain, onClose }: { code: TelegramCode; channel: string; onAgain: () => void; onClose: () => void }) {
  const { t } = useText();
  const { data } = useQuery({ ...chatsQuery, refetchInterval: 1500 });
  const [before] = useState(() => new Set(data?.chats.map(asBound)));
  const bound = data?.chats.find((chat) => chat.channel === channel && !before.has(asBound(chat)));
  const isOver = useStore(clock) >= unix(expires_at);
  const command = `/bind ${code}`;
  if (bound) return <Bound chat={bound} onClose={onClose} />;
  return (
    <div className="grid gap-3 p-4">
      <ol className="grid list-decimal gap-2 pl-5">{t.chats.steps.map((step) => <li key={step}>{step}</li>)}</ol>
      <div className="flex items-center gap-2">
        <code className="mono min-w-0 flex-1 rounded-ctl border border-line2 bg-bg px-3 py-2 break-all" data-testid="bind-command">{command}</code>
        <CopyButton text={command} />
      </div>
      <p role="status" className="num flex flex-wrap items-center gap-2 border-t border-line pt-3">
        {isOver ? t.chats.expired : <><LoaderCircle size={17} className="beat text-fg3" aria-hidden="true" />{t.chats.awaiting}</>}
        <span className="ml-auto text-fg3">{isOver ? <Button size="small" onClick={onAgain}>{t.chats.another}</Button> : <span aria-hidden="true">{t.chats.left} <Countdown until={unix(expires_at)} /></span>}</span>
      </p>
    </div>
  );
}

function Bound({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const { t } = useText();
  const test = useTest(() => testChat(chat.id));
  return (
    <div className="grid gap-4 p-4">
      <p role="status" className="flex items-center gap-2 font-medium"><CircleCheck size={18} className="shrink-0 text-okink" aria-hidden="true" />{t.chats.bound(chatName(chat))}</p>
      <TestOutcome outcome={test.outcome} />
      <div className="flex justify-end gap-2">
        <Button disabled={test.busy} onClick={test.send}>{t.chats.test}</Button>
        <Button kind="primary" onClick={onClose}>{t.chats.done}</Button>
      </div>
    </div>
  );
}
