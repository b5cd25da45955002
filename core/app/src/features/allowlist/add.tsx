import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, FileUp, TriangleAlert } from "lucide-react";
import { type DragEvent, type FormEvent, useDeferredValue, useRef, useState } from "react";

import type { AllowLine } from "@/api/types";
import { Button } from "@/components/button";
import { AreaField, TextField } from "@/components/field";
import { Modal } from "@/components/modal";

import { checkedQuery, entryOf, type Said } from "./requests";
import { useText } from "./text/use";
import { UntilField } from "./until-field";
import { useActs } from "./use-acts";

/** Addresses and networks pasted, each line told apart before anything is done. */
export default function Add({ blocked, onClose }: { blocked: string | false; onClose: () => void }) {
  const { t } = useText();
  const acts = useActs();
  const [text, setText] = useState("");
  const [said, setSaid] = useState<Said>({ until_at: null, owner: "", reason: "" });
  const [busy, setBusy] = useState(false);
  const wanted = useDeferredValue(text);
  const { data, isPlaceholderData } = useQuery({ ...checkedQuery(wanted), enabled: wanted.trim() !== "" });
  const settled = wanted.trim() !== "" && data && !isPlaceholderData && wanted === text ? data : undefined;
  const lines = wanted.trim() === "" ? [] : (data?.lines ?? []);
  const entries = lines.flatMap((line) => entryOf(line, said));
  const bad = lines.filter(({ network }) => network === null).length;
  const tooMany = data !== undefined && entries.length > data.most;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (blocked || !settled || entries.length === 0 || tooMany) return;
    setBusy(true);
    if (await acts.add(entries)) onClose();
    else setBusy(false);
  };
  const take = async (file: File | undefined) => file && setText((await file.text()).slice(0, 60_000));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  const chosen = useRef<HTMLInputElement>(null);
  return (
    <Modal title={t.allowlist.addTitle} onClose={onClose} place="side" className="w-[min(680px,100vw)]!">
      <form onSubmit={(event) => void submit(event)} className="grid min-h-full grid-cols-[minmax(0,1fr)] grid-rows-[1fr_auto]">
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">
          <AreaField label={t.allowlist.lines} help={t.allowlist.linesHelp} rows={7} className="mono" data-autofocus placeholder={t.allowlist.example} value={text} maxLength={60_000} onChange={setText} onDrop={drop} />
          <div>
            <input ref={chosen} type="file" accept=".csv,.txt,text/plain,text/csv" aria-label={t.allowlist.file} className="sr-only" tabIndex={-1} onChange={(event) => void take(event.target.files?.[0])} />
            <Button size="small" onClick={() => chosen.current?.click()}><FileUp size={14} aria-hidden="true" />{t.allowlist.file}</Button>
          </div>
          <fieldset className="grid gap-3 sm:grid-cols-3">
            <legend className="mb-2 text-xs text-fg2">{t.allowlist.forAll}</legend>
            <TextField label={t.allowlist.reason} maxLength={500} value={said.reason} onChange={(reason) => setSaid({ ...said, reason })} />
            <TextField label={t.allowlist.owner} maxLength={100} value={said.owner} onChange={(owner) => setSaid({ ...said, owner })} />
            <UntilField value={said.until_at} onChange={(until_at) => setSaid({ ...said, until_at })} />
          </fieldset>
          {lines.length > 0 && <Lines lines={lines} bad={bad} />}
          {tooMany && <p role="alert" className="rounded-ctl bg-sev3soft px-3 py-2">{t.allowlist.tooMany(data.most)}</p>}
        </div>
        <div className="sticky bottom-0 flex flex-wrap items-center justify-end gap-2 border-t border-line bg-raised px-4 py-3">
          <p className="mr-auto min-w-0 flex-1 basis-64 text-xs text-fg3">{t.allowlist.only}</p>
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit" blocked={blocked} disabled={busy || !settled || entries.length === 0 || tooMany}>{t.allowlist.submit(entries.length)}</Button>
        </div>
      </form>
    </Modal>
  );
}

function Lines({ lines, bad }: { lines: readonly AllowLine[]; bad: number }) {
  const { t } = useText();
  return (
    <section aria-label={t.allowlist.lines} className="num grid grid-cols-[minmax(0,1fr)] gap-1">
      <p role="status" className="flex flex-wrap gap-x-3"><span className="text-okink">{t.allowlist.good(lines.length - bad)}</span>{bad > 0 && <span className="text-badink">{t.allowlist.bad(bad)}</span>}</p>
      <ol className="max-h-80 overflow-y-auto rounded-ctl border border-line">{lines.map((line) => <LineRow key={line.number} line={line} />)}</ol>
    </section>
  );
}

const WIDE = { v4: 16, v6: 32 };

function LineRow({ line }: { line: AllowLine }) {
  const { t } = useText();
  const length = Number(line.network?.split("/")[1] ?? 128);
  const isWide = line.network !== null && length < (line.network.includes(":") ? WIDE.v6 : WIDE.v4);
  const notes = line.fault ? [t.allowlist.faults[line.fault]] : [
    ...(line.lifts.length > 0 ? [t.allowlist.willLift(line.lifts.length)] : []), ...(line.covered_by ? [t.allowlist.covered(line.covered_by)] : []),
    ...(line.cut ? [t.allowlist.cut] : []), ...(isWide ? [t.allowlist.protected] : []),
  ];
  const [Icon, tone] = line.fault ? [CircleAlert, "text-badink"] as const : notes.length > 0 ? [TriangleAlert, "text-warnink"] as const : [CircleCheck, "text-okink"] as const;
  return (
    <li className="flex items-start gap-2 border-t border-line px-2.5 py-1.5 first:border-t-0">
      <span className="w-7 shrink-0 text-right text-xs leading-5 text-fg3">{line.number}</span>
      <Icon size={15} aria-hidden="true" className={`mt-0.5 shrink-0 ${tone}`} />
      <span className="min-w-0 flex-1"><span className="mono block break-words">{line.network ?? line.text}</span><span className={`block text-xs break-words ${line.fault ? tone : "text-fg2"}`}>{[line.reason && !line.fault ? line.reason : "", ...notes].filter(Boolean).join(" · ") || t.allowlist.fine}</span></span>
    </li>
  );
}
