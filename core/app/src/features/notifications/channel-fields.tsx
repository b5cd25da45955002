import type { ChannelSpec } from "@/api/types";
import { CheckField, SelectField, TextField } from "./fields";
import { useText } from "./text/use";

type Of<K extends ChannelSpec["kind"]> = Extract<ChannelSpec, { kind: K }>;
interface Props<K extends ChannelSpec["kind"]> {
  spec: Of<K>;
  /** The secrets that are set already. */
  set: readonly string[];
  onChange: (spec: Of<K>) => void;
}

interface SecretProps {
  label: string;
  help?: string;
  isSet: boolean;
  value: string;
  required?: boolean;
  minLength?: number;
  onChange: (value: string) => void;
}

function Secret({ label, help, isSet, required = false, ...rest }: SecretProps) {
  const { t } = useText();
  return <TextField {...rest} label={label} type="password" className="mono" placeholder={isSet ? t.chats.set : undefined} help={isSet ? t.notes.unchanged : help} required={required && !isSet} />;
}

export function TelegramFields({ spec, set, onChange }: Props<"telegram">) {
  const { t } = useText();
  const put = (change: Partial<Of<"telegram">>) => onChange({ ...spec, ...change });
  return (
    <>
      <Secret label={t.chats.token} help={t.chats.tokenHelp} required isSet={set.includes("token")} value={spec.token} onChange={(token) => put({ token })} />
      <SelectField label={t.chats.receive} value={spec.receive} options={(["polling", "webhook"] as const).map((value) => ({ value, label: t.chats[value] }))} onChange={(receive) => put({ receive })} />
      {spec.receive === "webhook" && <TextField label={t.chats.webhookUrl} type="url" className="mono" required value={spec.webhook_url} onChange={(webhook_url) => put({ webhook_url })} />}
      <Secret label={t.chats.proxy} help={t.chats.proxyHelp} isSet={set.includes("proxy")} value={spec.proxy} onChange={(proxy) => put({ proxy })} />
      <TextField label={t.chats.api} type="url" className="mono" required value={spec.api_url} onChange={(api_url) => put({ api_url })} />
    </>
  );
}

export function EmailFields({ spec, set, onChange }: Props<"email">) {
  const { t } = useText();
  const put = (change: Partial<Of<"email">>) => onChange({ ...spec, ...change });
  const securities = (["starttls", "tls", "none"] as const).map((value) => ({ value, label: t.chats.securities[value] }));
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_7rem] gap-3">
        <TextField label={t.chats.host} className="mono" required value={spec.host} onChange={(host) => put({ host })} />
        <TextField label={t.chats.port} type="number" min={1} max={65_535} required value={String(spec.port)} onChange={(port) => put({ port: Number(port) })} />
      </div>
      <TextField label={t.chats.sender} type="email" className="mono" required value={spec.sender} onChange={(sender) => put({ sender })} />
      <SelectField label={t.chats.security} value={spec.security} options={securities} onChange={(security) => put({ security })} />
      {spec.security !== "none" && <CheckField label={t.chats.verify} checked={spec.verify} onChange={(verify) => put({ verify })} />}
      {spec.security !== "none" && (
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField label={t.chats.user} className="mono" value={spec.user} onChange={(user) => put({ user })} />
          <Secret label={t.chats.password} isSet={set.includes("password")} value={spec.password} onChange={(password) => put({ password })} />
        </div>
      )}
      <Timeout most={60} value={spec.timeout_seconds} onChange={(timeout_seconds) => put({ timeout_seconds })} />
    </>
  );
}

export function WebhookFields({ spec, set, onChange }: Props<"webhook">) {
  const { t } = useText();
  const put = (change: Partial<Of<"webhook">>) => onChange({ ...spec, ...change });
  return (
    <>
      <Secret label={t.chats.secret} help={t.chats.secretHelp} minLength={16} isSet={set.includes("secret")} value={spec.secret} onChange={(secret) => put({ secret })} />
      <CheckField label={t.chats.local} checked={spec.allow_local} onChange={(allow_local) => put({ allow_local })} />
      <Timeout most={30} value={spec.timeout_seconds} onChange={(timeout_seconds) => put({ timeout_seconds })} />
    </>
  );
}

function Timeout({ most, value, onChange }: { most: number; value: number; onChange: (seconds: number) => void }) {
  const { t } = useText();
  return <div className="w-48 max-w-full"><TextField label={t.chats.timeout} type="number" min={1} max={most} required value={String(value)} onChange={(text) => onChange(Number(text))} /></div>;
}
