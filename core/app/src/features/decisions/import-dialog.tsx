import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";

import { type Act, banMany } from "@/api/acts";
import { Button } from "@/components/button";
import { AreaField, TextField } from "@/components/field";
import { Modal } from "@/components/modal";
import { Segmented } from "@/components/segmented";

import { importLines } from "./import-lines";
import { useText } from "./text/use";

const ACTS: readonly Act[] = ["limit", "challenge", "ban"];
const MOST_NAMED = 5;
const AT_ONCE = 500;

/** Decides the same about a whole list, of one's own or of somebody else's. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t, f } = useText();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [type, setType] = useState<Act>("ban");
  const [reason, setReason] = useState("");
  const lines = useMemo(() => importLines(text), [text]);
  const good = lines.flatMap(({ source }) => source ?? []);
  const bad = lines.filter(({ source }) => source === null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (good.length === 0) return;
    // The core takes addresses and ranges apart, and so many at once.
    for (const part of [good.filter((each) => !each.includes("/")), good.filter((each) => each.includes("/"))]) {
      for (let i = 0; i < part.length; i += AT_ONCE) void banMany({ client, t, f }, part.slice(i, i + AT_ONCE), type, reason.trim());
    }
    onClose();
  };
  const read = (files: FileList | null) => void files?.[0]?.text().then(setText);
  return (
    <Modal title={t.decisions.import.title} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4 p-4">
        <AreaField label={t.decisions.import.list} help={t.decisions.import.help} rows={8} className="mono" value={text} onChange={setText} data-autofocus placeholder={"203.0.113.7\n198.51.100.0/24"} />
        <label className="ctl cursor-pointer justify-self-start border border-line2 bg-panel hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent">{t.decisions.import.file}<input type="file" accept=".txt,.csv,.list,text/plain,text/csv" className="sr-only" onChange={(event) => read(event.target.files)} /></label>
        <div role="status">
          {lines.length > 0 && <p>{t.decisions.import.found(good.length)}</p>}
          {bad.length > 0 && <p className="break-words text-badink">{t.decisions.import.bad(bad.length, bad.slice(0, MOST_NAMED).map(({ number, text: said }) => `${number}: ${said}`).join(", "))}</p>}
        </div>
        <div className="grid justify-items-start gap-1">
          <span className="text-xs text-fg2">{t.decide.type}</span>
          <Segmented label={t.decide.type} value={type} options={ACTS.map((value) => ({ value, label: t.decisions.types[value] }))} onChange={setType} />
          <span className="text-xs text-fg3">{t.decide.help[type]} {t.decisions.import.span}</span>
        </div>
        <TextField label={t.decide.reason} maxLength={500} value={reason} onChange={setReason} />
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit" disabled={good.length === 0}>{t.decisions.import.submit(good.length)}</Button>
        </div>
      </form>
    </Modal>
  );
}
