import { useQuery } from "@tanstack/react-query";
import { Box, FileText, Search } from "lucide-react";
import { useState } from "react";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { LogSource } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { Empty, Failure, Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";
import { MOST_SOURCES } from "@/lib/view";

import { useText } from "./text/use";

interface Props {
  chosen: readonly string[];
  onChoose: (sources: readonly string[]) => void;
  /** Reads one at once, where that is possible. */
  onRead?: (source: string) => void;
}

/** Which logs there are: containers, those that are gone too, and files. */
export function SourceList({ chosen, onChoose, onRead }: Props) {
  const { t, f } = useText();
  const [typed, setTyped] = useState("");
  const { data, error, refetch } = useQuery({ queryKey: ["logs", "sources"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/logs/sources", { signal })), refetchInterval: 5000 });
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <div className="p-4"><Skeleton className="h-64" /></div>;
  if (data.length === 0) return <Empty icon={<FileText size={18} />} title={t.logs.none} lead={t.logs.noneLead} />;
  const found = data.filter(({ source }) => source.toLowerCase().includes(typed.toLowerCase()));
  const toggle = (source: string) => onChoose(chosen.includes(source) ? chosen.filter((each) => each !== source) : [...chosen, source].slice(-MOST_SOURCES));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 p-4">
      <label className="relative">
        <Search size={14} aria-hidden="true" className="pointer-events-none absolute top-[10px] left-2.5 text-fg3" />
        <input type="search" className="field pl-8!" aria-label={t.logs.find} placeholder={t.logs.find} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,19rem),1fr))] gap-x-3">
        {found.map((each) => <Source key={each.source} source={each} checked={chosen.includes(each.source)} onToggle={toggle} onRead={onRead} />)}
      </ul>
      {found.length === 0 && <p className="text-fg2">{t.logs.noneFound}</p>}
      {chosen.length >= MOST_SOURCES && <p role="status" className="text-fg3">{t.logs.most(f.integer(MOST_SOURCES))}</p>}
    </div>
  );
}

interface SourceProps {
  source: LogSource;
  checked: boolean;
  onToggle: (source: string) => void;
  onRead: ((source: string) => void) | undefined;
}

function Source({ source: { source, name, node_name, kind, present, last_at, bytes }, checked, onToggle, onRead }: SourceProps) {
  const { t, f } = useText();
  const Icon = kind === "container" ? Box : FileText;
  const box = <input type="checkbox" checked={checked} onChange={() => onToggle(source)} aria-label={source} className="size-4 shrink-0 accent-(--accent)" />;
  const said = (
    <span className="min-w-0 flex-1">
      {onRead
        ? <button type="button" title={name} aria-label={`${t.logs.read}: ${source}`} onClick={() => onRead(source)} className="block min-h-6 max-w-full text-left font-medium hover:text-accent hover:underline"><Name of={name} /></button>
        : <span className="block font-medium" title={name}><Name of={name} /></span>}
      <span className="cut block text-xs text-fg3">{node_name} · {f.bytes(bytes)}{last_at && <> · <Ago at={unix(last_at)} /></>}{!present && ` · ${t.logs.gone}`}</span>
    </span>
  );
  const look = "num flex min-h-11 items-center gap-2.5 rounded-ctl px-2 hover:bg-hover";
  const icon = <Icon size={15} aria-hidden="true" className="shrink-0 text-fg3" />;
  return <li>{onRead ? <div className={look}>{box}{icon}{said}</div> : <label className={`${look} cursor-pointer`}>{box}{icon}{said}</label>}</li>;
}

/** A name; of a long path the end stands, by which files are told apart. */
function Name({ of }: { of: string }) {
  const end = of.lastIndexOf("/") + 1;
  return <span className="flex min-w-0">{end > 0 && <span className="cut font-normal text-fg3">{of.slice(0, end)}</span>}<span className="cut max-w-full shrink-0">{of.slice(end)}</span></span>;
}

/** Changes which logs are read; they are read anew when it is closed. */
export default function SourcePicker({ chosen, onChoose, onClose }: Props & { onClose: () => void }) {
  const { t } = useText();
  return (
    <Modal title={t.logs.pick} onClose={onClose} place="side">
      <SourceList chosen={chosen} onChoose={onChoose} />
      <div className="sticky bottom-0 flex justify-end border-t border-line bg-raised p-3"><Button kind="primary" onClick={onClose}>{t.logs.read}</Button></div>
    </Modal>
  );
}
