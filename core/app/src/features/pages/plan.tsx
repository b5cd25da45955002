import { Link2, Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";

import type { DomainSpec } from "@/api/types";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { AreaField, TextField } from "@/components/field";
import { Modal } from "@/components/modal";
import { nowSeconds } from "@/lib/clock";
import { instantText, unix } from "@/lib/instant";
import { prefs } from "@/lib/prefs";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";
import { parseInstant } from "@/lib/typed-range";
import { wallText, zoneName } from "@/lib/zone";

import { linksTo, makeLinkSecret } from "./requests";
import { useText } from "./text/use";
import { usePublish } from "./use-publish";

type Window = DomainSpec["maintenance"]["windows"][number];
const HOUR = 3600;

interface Props {
  name: string;
  spec: DomainSpec;
  blocked: string | false;
  onClose: () => void;
}

/** Windows of maintenance, who sees the site all the same, and the secret link. */
export function Plan({ name, spec, blocked, onClose }: Props) {
  const { t } = useText();
  const say = t.errorPages.maintenance;
  const [windows, setWindows] = useState<readonly Window[]>(spec.maintenance.windows);
  const [minutes, setMinutes] = useState(String(spec.maintenance.retry_after_seconds / 60));
  const [networks, setNetworks] = useState(spec.maintenance.bypass_networks.join("\n"));
  const { mutate, isPending } = usePublish();
  const wrong = windows.some(({ from_at, until_at }) => unix(until_at) <= unix(from_at));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong || blocked) return;
    const maintenance = { ...spec.maintenance, windows: [...windows], retry_after_seconds: Math.round(Number(minutes) * 60), bypass_networks: networks.split(/[\s,]+/).filter(Boolean) };
    mutate({ written: { domains: { [name]: { ...spec, maintenance } } }, title: say.saved(name), before: { domains: { [name]: spec } }, done: onClose });
  };
  const add = () => {
    const begin = Math.ceil(nowSeconds() / HOUR) * HOUR;
    setWindows([...windows, { from_at: instantText(begin), until_at: instantText(begin + HOUR) }]);
  };
  return (
    <Modal title={say.planFor(name)} onClose={onClose} className="w-[min(600px,calc(100vw-24px))]!">
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
        <p className="text-fg2">{say.planLead}</p>
        <fieldset className="grid gap-2">
          <legend className="label mb-1">{say.windows}</legend>
          {windows.length === 0 && <p className="text-fg3">{say.noWindows}</p>}
          {windows.map((window, i) => (
            // Windows have no identity but their place.
            // eslint-disable-next-line react/no-array-index-key
            <WindowFields key={i} window={window} onChange={(next) => setWindows(windows.with(i, next))} onRemove={() => setWindows(windows.toSpliced(i, 1))} />
          ))}
          {wrong && <p role="alert" className="text-badink">{say.wrong}</p>}
          <span><Button size="small" onClick={add}><Plus size={14} aria-hidden="true" />{say.addWindow}</Button></span>
        </fieldset>
        <TextField label={say.retry} type="number" min={0} step="any" value={minutes} onChange={setMinutes} className="num w-32!" />
        <AreaField label={say.networks} help={say.networksHelp} className="mono" rows={2} value={networks} onChange={setNetworks} />
        <SecretLink name={name} spec={spec} blocked={blocked} />
        <div className="flex justify-end gap-2"><Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button><Button kind="primary" type="submit" blocked={blocked} disabled={isPending || wrong}>{isPending ? t.errorPages.saving : t.errorPages.save}</Button></div>
      </form>
    </Modal>
  );
}

/** In the chosen zone, whatever the browser's is. */
function WindowFields({ window, onChange, onRemove }: { window: Window; onChange: (window: Window) => void; onRemove: () => void }) {
  const { t } = useText();
  const zone = zoneName(useStore(prefs).zone);
  const field = (name: "from_at" | "until_at", label: string) => (
    <MomentField key={name} label={label} value={wallText(unix(window[name]), zone)} onChange={(text) => { const at = parseInstant(text, nowSeconds(), zone); if (at !== null) onChange({ ...window, [name]: instantText(at) }); }} />
  );
  return (
    <div className="flex flex-wrap items-end gap-2">
      {field("from_at", t.errorPages.maintenance.begin)}
      {field("until_at", t.errorPages.maintenance.end)}
      <Button kind="ghost" size="icon" aria-label={t.errorPages.maintenance.remove} title={t.errorPages.maintenance.remove} onClick={onRemove}><Trash2 size={15} /></Button>
    </div>
  );
}

/** A moment as it is typed: what is none yet stays in the field, marked. */
function MomentField({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const zone = zoneName(useStore(prefs).zone);
  const [text, setText] = useState(value);
  return <div className="w-48"><TextField label={label} className="num" value={text} aria-invalid={parseInstant(text, nowSeconds(), zone) === null} placeholder="2026-02-01 22:00" onChange={(next) => { setText(next); onChange(next); }} /></div>;
}

function SecretLink({ name, spec, blocked }: { name: string; spec: DomainSpec; blocked: string | false }) {
  const { t } = useText();
  const say = t.errorPages.maintenance;
  const [links, setLinks] = useState<readonly string[]>([]);
  const { mutate, isPending } = usePublish();
  const failed = (error: unknown) => showToast({ tone: "failed", title: t.act.failed, note: error instanceof Error ? error.message : "" });
  const show = () => void linksTo(name).then(setLinks, failed);
  const make = () => {
    const secret = `${name.replaceAll(/[^a-z0-9._-]/g, "-").slice(0, 55)}-door`;
    void makeLinkSecret(secret).then(() => mutate({ written: { domains: { [name]: { ...spec, maintenance: { ...spec.maintenance, bypass_secret: secret } } } }, title: say.saved(name), done: show }), failed);
  };
  return (
    <section className="grid gap-2">
      <h3 className="label">{say.link}</h3>
      <p className="text-xs text-fg3">{say.linkHelp}</p>
      <span>{spec.maintenance.bypass_secret ? <Button blocked={blocked} onClick={show}><Link2 size={15} aria-hidden="true" />{say.showLink}</Button> : <Button blocked={blocked} disabled={isPending} onClick={make}><Link2 size={15} aria-hidden="true" />{say.makeLink}</Button>}</span>
      {links.map((link) => <span key={link} className="flex items-center gap-2"><output className="mono min-w-0 flex-1 break-all">{link}</output><CopyButton text={link} /></span>)}
    </section>
  );
}
