import { useState } from "react";

import type { Channel, Chat, ChatIn } from "@/api/types";
import { Modal } from "@/components/modal";
import { prefs } from "@/lib/prefs";
import { zoneName } from "@/lib/zone";

import { useBlocked, useChange } from "./changing";
import { SelectField, TextField } from "./fields";
import { Form } from "./form";
import { Zones } from "./hours-fields";
import { dropChat, putChat } from "./requests";
import { useText } from "./text/use";
import { chatName } from "./words";

const INPUTS = { telegram: "text", email: "email", webhook: "url" } as const;

interface Props {
  chat: Chat | undefined;
  channels: readonly Channel[];
  onClose: () => void;
}

function draftOf(chat: Chat | undefined, channels: readonly Channel[]): ChatIn {
  if (!chat) return { channel: (channels.find((channel) => channel.kind !== "telegram") ?? channels[0])?.name ?? "", address: "", topic: "", language: prefs.get().lang, timezone: zoneName(prefs.get().zone), title: "" };
  const { channel, address, topic, language, timezone, title } = chat;
  return { channel, address, topic, language, timezone, title };
}

/** A chat to be made or changed: where it is, and how it is spoken to. */
export default function ChatDrawer({ chat, channels, onClose }: Props) {
  const { t } = useText();
  const [draft, setDraft] = useState(() => draftOf(chat, channels));
  const put = (change: Partial<ChatIn>) => setDraft({ ...draft, ...change });
  const blocked = useBlocked("operate");
  const kind = channels.find((channel) => channel.name === draft.channel)?.kind ?? "webhook";
  const save = useChange(() => putChat(chat?.id ?? "", { ...draft, topic: kind === "telegram" ? draft.topic : "" }), (made) => t.notes.saved(chatName(made)), onClose);
  const drop = useChange(() => dropChat(chat?.id ?? ""), () => t.notes.removed(chat ? chatName(chat) : ""), onClose);
  return (
    <Modal title={chat ? chatName(chat) : t.chats.newChat} onClose={onClose} place="side">
      <Form onSave={() => save.mutate(undefined)} onClose={onClose} busy={save.isPending || drop.isPending} blocked={blocked} error={save.error ?? drop.error} removal={chat && { name: chatName(chat), lead: t.chats.removeChat, onRemove: () => drop.mutate(undefined) }}>
        {!chat && <SelectField label={t.chats.channel} value={draft.channel} options={channels.map(({ name, kind: way }) => ({ value: name, label: `${name} (${t.chats.kinds[way]})` }))} onChange={(channel) => put({ channel, address: "" })} />}
        <TextField label={t.chats.addresses[kind]} type={INPUTS[kind]} className="mono" required data-autofocus value={draft.address} onChange={(address) => put({ address })} />
        {kind === "telegram" && <TextField label={t.chats.topic} help={t.chats.topicHelp} pattern="\d*" inputMode="numeric" className="mono" value={draft.topic} onChange={(topic) => put({ topic })} />}
        <TextField label={t.chats.title} maxLength={200} value={draft.title} onChange={(title) => put({ title })} />
        <SelectField label={t.notes.language} value={draft.language} options={(["en", "ru"] as const).map((value) => ({ value, label: t.notes.languages[value] }))} onChange={(language) => put({ language })} />
        <TextField label={t.notes.zone} className="mono" required list="zones" value={draft.timezone} onChange={(timezone) => put({ timezone })} />
        <Zones />
      </Form>
    </Modal>
  );
}
