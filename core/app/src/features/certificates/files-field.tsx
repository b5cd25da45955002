import { useQuery } from "@tanstack/react-query";
import { CircleCheck, FileKey, TriangleAlert } from "lucide-react";
import { type DragEvent, useId, useState } from "react";

import { AreaField } from "@/components/field";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";

import { takenApart } from "./pem";
import { type Files, inspect } from "./requests";
import { useText } from "./text/use";
import { whyNot } from "./use-act";

const MOST_BYTES = 128 * 1024;

interface Props {
  files: Files;
  onChange: (files: Files) => void;
}

/** Chain and key, dropped, chosen or pasted; whether they fit is asked at once. A key that is in is not shown again. */
export function FilesField({ files, onChange: changed }: Props) {
  const { t, f } = useText();
  const [over, setOver] = useState(false);
  const [turn, setTurn] = useState(0);
  const id = useId();
  const onChange = (next: Files) => {
    setTurn(turn + 1);
    changed(next);
  };
  const take = async (list: FileList) => {
    const texts = await Promise.all([...list].filter(({ size }) => size <= MOST_BYTES).map((file) => file.text()));
    const found = texts.map(takenApart);
    onChange({ chain: found.map(({ chain }) => chain).filter(Boolean).join("\n") || files.chain, key: found.find(({ key }) => key)?.key ?? files.key });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files);
  };
  const paste = (text: string) => {
    const { chain, key } = takenApart(text);
    onChange({ chain: key ? chain : text, key: key || files.key });
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {/* Dropping is a convenience; the same field is reached by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <label htmlFor={id} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop} className={cx("flex min-h-16 cursor-pointer items-center justify-center gap-2 rounded-ctl border border-dashed px-4 text-fg2 has-focus-visible:outline-2 has-focus-visible:outline-accent", over ? "border-accent bg-accentsoft" : "border-line2 hover:bg-hover")}>
        <FileKey size={18} aria-hidden="true" />{t.certificates.files.drop}
        <input id={id} type="file" multiple accept=".pem,.crt,.cer,.key,.txt" className="sr-only" onChange={(event) => event.target.files && void take(event.target.files)} />
      </label>
      <AreaField label={t.certificates.files.chain} help={t.certificates.files.chainHelp} rows={4} className="mono" value={files.chain} onChange={paste} />
      {files.key
        ? <p className="flex flex-wrap items-center gap-2 rounded-ctl border border-line px-3 py-2"><FileKey size={15} className="text-okink" aria-hidden="true" />{t.certificates.files.hidden(f.bytes(files.key.length))}<button type="button" className="ml-auto min-h-6 text-accent underline" onClick={() => onChange({ ...files, key: "" })}>{t.certificates.files.replace}</button></p>
        : <AreaField label={t.certificates.files.key} help={t.certificates.files.keyHelp} rows={3} className="mono" autoComplete="off" value="" onChange={(text) => onChange({ ...files, key: takenApart(text).key || text })} />}
      <Fit files={files} turn={turn} />
    </div>
  );
}

function Fit({ files, turn }: { files: Files; turn: number }) {
  const { t, f } = useText();
  const both = Boolean(files.chain && files.key);
  // The key stands in no cache: what is asked is told apart by its turn, and forgotten at once.
  const { data, error, isFetching } = useQuery({ queryKey: ["inspect", turn], queryFn: () => inspect({ chain: files.chain, key: files.key }), enabled: both, retry: false, gcTime: 0 });
  if (!both) return null;
  if (isFetching) return <p role="status" className="text-fg3">{t.certificates.files.wait}</p>;
  if (error) return <p role="alert" className="flex gap-2 rounded-ctl bg-sev3soft px-3 py-2 break-words"><TriangleAlert size={16} className="mt-0.5 shrink-0" aria-hidden="true" />{whyNot(error, t)}</p>;
  if (!data) return null;
  return (
    <p role="status" className="num flex gap-2 rounded-ctl bg-oksoft px-3 py-2 break-words">
      <CircleCheck size={16} className="mt-0.5 shrink-0 text-okink" aria-hidden="true" />
      <span className="min-w-0"><b className="font-semibold">{t.certificates.files.fits}.</b> {t.certificates.files.holds(data.names.join(", "))} · {data.issuer} · {data.key_type} · {t.certificates.expires} {f.date(unix(data.not_after_at))}</span>
    </p>
  );
}
