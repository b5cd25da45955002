import { useState } from "react";

import type { Channel, ChannelSpec } from "@/api/types";
import { Modal } from "@/components/modal";
import { Segmented } from "@/components/segmented";

import { useBlocked, useChange } from "./changing";
import { draftOf, type Kind } from "./channel-draft";
import { EmailFields, TelegramFields, WebhookFields } from "./channel-fields";
import { TextField } from "./fields";
import { Form } from "./form";
import { dropChannel, putChannel } from "./requests";
import { useText } from "./text/use";

const KINDS = ["telegram", "email", "webhook"] as const;

/** A channel to be made or changed. Its secrets go in and never come out. */
export default function ChannelDrawer({ channel, onClose }: { channel: Channel | undefined; onClose: () => void }) {
  const { t } = useText();
  const [name, setName] = useState(channel?.name ?? "");
  const [spec, setSpec] = useState<ChannelSpec>(() => draftOf(channel?.kind ?? "telegram", channel));
  const blocked = useBlocked("manage");
  const save = useChange(() => putChannel(name.trim(), spec), () => t.notes.saved(name.trim()), onClose);
  const drop = useChange(() => dropChannel(name), () => t.notes.removed(name), onClose);
  const set = channel?.secrets ?? [];
  return (
    <Modal title={channel?.name ?? t.chats.newChannel} onClose={onClose} place="side" className="w-[min(560px,100vw)]!">
      <Form onSave={() => save.mutate(undefined)} onClose={onClose} busy={save.isPending || drop.isPending} blocked={blocked} error={save.error ?? drop.error} removal={channel && { name, lead: t.chats.removeLead, onRemove: () => drop.mutate(undefined) }}>
        {!channel && <Segmented label={t.chats.kind} value={spec.kind} options={KINDS.map((value) => ({ value, label: t.chats.kinds[value] }))} onChange={(kind: Kind) => setSpec(draftOf(kind))} />}
        {channel?.trouble && <p role="alert" className="rounded-ctl bg-sev3soft px-3 py-2 break-words">{t.chats.trouble}: {channel.trouble}</p>}
        {!channel && <TextField label={t.notes.name} help={t.notes.nameHelp} className="mono" required pattern="[a-z0-9][a-z0-9._\-]{0,62}" title={t.notes.nameHelp} data-autofocus value={name} onChange={setName} />}
        {spec.kind === "telegram" && <TelegramFields spec={spec} set={set} onChange={setSpec} />}
        {spec.kind === "email" && <EmailFields spec={spec} set={set} onChange={setSpec} />}
        {spec.kind === "webhook" && <WebhookFields spec={spec} set={set} onChange={setSpec} />}
      </Form>
    </Modal>
  );
}
