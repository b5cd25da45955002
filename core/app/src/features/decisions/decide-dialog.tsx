import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";

import { type Act, ban, FOUR_HOURS } from "@/api/acts";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { Segmented } from "@/components/segmented";
import { addressIn } from "@/lib/address";

import { useText } from "./text/use";

const ACTS: readonly Act[] = ["limit", "challenge", "ban"];
const FOREVER = "forever";

/** A person's own decision about an address or a range, at one service or at all. */
export default function DecideDialog({ onClose }: { onClose: () => void }) {
  const { t, f } = useText();
  const client = useQueryClient();
  const [source, setSource] = useState("");
  const [type, setType] = useState<Act>("ban");
  const [service, setService] = useState("");
  const [span, setSpan] = useState(String(FOUR_HOURS));
  const [reason, setReason] = useState("");
  const [bad, setBad] = useState(false);
  const { data: services = [] } = useQuery({ queryKey: ["services"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/services", { signal })) });
  const { durations } = t.sources;
  const spans = [["3600", durations.h1], [String(FOUR_HOURS), durations.h4], ["86400", durations.h24], ["604800", durations.d7], [FOREVER, durations.forever]] as const;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const address = addressIn(source);
    setBad(address === null);
    if (address === null) return;
    void ban({ client, t, f }, { source: address, type, service, seconds: span === FOREVER ? null : Number(span), reason: reason.trim() });
    onClose();
  };
  const range = addressIn(source)?.includes("/") ?? false;
  return (
    <Modal title={t.decide.title} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4 p-4">
        <Field label={t.decide.source} help={bad ? t.decide.bad : range ? t.decide.range : t.decide.sourceHelp} bad={bad}>
          {(ids) => <input {...ids} className="field mono" data-autofocus autoComplete="off" spellCheck={false} aria-invalid={bad} value={source} onChange={(event) => { setSource(event.target.value); setBad(false); }} />}
        </Field>
        <div className="grid justify-items-start gap-1">
          <span className="text-xs text-fg2">{t.decide.type}</span>
          <Segmented label={t.decide.type} value={type} options={ACTS.map((value) => ({ value, label: t.decisions.types[value] }))} onChange={setType} />
          <span className="text-xs text-fg3">{t.decide.help[type]}</span>
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t.decide.service}>
            {(ids) => <select {...ids} className="field" value={service} onChange={(event) => setService(event.target.value)}><option value="">{t.decisions.all}</option>{services.map(({ name }) => <option key={name}>{name}</option>)}</select>}
          </Field>
          <Field label={t.decide.span}>
            {(ids) => <select {...ids} className="field" value={span} onChange={(event) => setSpan(event.target.value)}>{spans.map(([value, label]) => <option key={value} value={value}>{label}</option>)}</select>}
          </Field>
        </div>
        <Field label={t.decide.reason}>
          {(ids) => <input {...ids} className="field" maxLength={500} autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit">{t.decide.submit}</Button>
        </div>
      </form>
    </Modal>
  );
}

interface FieldProps {
  label: string;
  help?: string;
  bad?: boolean;
  children: (ids: { id: string; "aria-describedby"?: string }) => ReactNode;
}

function Field({ label, help, bad = false, children }: FieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-xs text-fg2">{label}</label>
      {children({ id, ...(help ? { "aria-describedby": `${id}-help` } : {}) })}
      {help && <p id={`${id}-help`} role={bad ? "alert" : undefined} className={bad ? "text-xs text-badink" : "text-xs text-fg3"}>{help}</p>}
    </div>
  );
}
