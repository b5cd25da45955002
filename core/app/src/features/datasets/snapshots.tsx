import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Trash2 } from "lucide-react";

import { tellFailed } from "@/api/failed";
import { session } from "@/api/session";
import type { DatasetSnapshot } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { Failure, Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";
import { question } from "@/lib/question";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { mayExport } from "./may-export";
import { downloadSnapshot, removeSnapshot, snapshotsQuery } from "./requests";
import { useText } from "./text/use";

/** What was kept of a data set, for who may take data along. */
export function Snapshots({ dataset }: { dataset: string }) {
  const { t } = useText();
  const shown = mayExport(useStore(session));
  const { data, error, refetch } = useQuery({ ...snapshotsQuery, enabled: shown });
  if (!shown) return null;
  const own = data?.filter((each) => each.dataset === dataset);
  return (
    <section aria-labelledby="snapshots-title" className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 p-4">
      <div>
        <h2 id="snapshots-title" className="text-md font-semibold">{t.datasets.snapshots}</h2>
        <p className="max-w-[80ch] text-fg2">{t.datasets.snapshotsLead}</p>
      </div>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!own && !error && <Skeleton className="h-10" />}
      {own?.length === 0 && <p className="text-fg3">{t.datasets.noSnapshots}</p>}
      {own && own.length > 0 && <ul className="grid gap-2.5">{own.map((each) => <One key={each.id} snapshot={each} />)}</ul>}
    </section>
  );
}

function One({ snapshot }: { snapshot: DatasetSnapshot }) {
  const { t, f } = useText();
  const { note, rows, stored_bytes, from_at, to_at, service, step_seconds, taken_by, taken_at, sha256 } = snapshot;
  const name = note || `${f.moment(unix(from_at))} – ${f.moment(unix(to_at))}`;
  const facts = [t.datasets.rows(rows), f.bytes(stored_bytes), service || t.datasets.allServices, ...(step_seconds > 0 ? [f.span(step_seconds)] : [])];
  const save = useMutation({ mutationFn: () => downloadSnapshot(snapshot), onSuccess: (file) => showToast({ tone: "done", title: t.datasets.saved(file), note: t.datasets.savedNote }), onError: (error) => tellFailed(error, t) });
  const remove = useRemove(snapshot.id);
  const ask = () => question.set({ title: t.datasets.removeTitle, lead: t.datasets.removeLead(t.datasets.rows(rows)), action: t.datasets.remove, onConfirm: remove });
  return (
    <li className="num grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 border-l-2 border-line2 pl-3">
      <p className="break-words">{note || <span className="text-fg3">{t.datasets.noNote}</span>}</p>
      <div className="row-span-3 flex gap-1">
        <Button kind="ghost" size="icon" aria-label={t.datasets.downloadSnapshot(name)} title={t.datasets.downloadSnapshot(name)} disabled={save.isPending} onClick={() => save.mutate()}><Download size={15} aria-hidden="true" /></Button>
        <Button kind="ghost" size="icon" aria-label={t.datasets.removeSnapshot(name)} title={t.datasets.removeSnapshot(name)} onClick={ask}><Trash2 size={15} aria-hidden="true" /></Button>
      </div>
      <p className="text-fg2">{f.moment(unix(from_at))} – {f.moment(unix(to_at))} · {facts.join(" · ")}</p>
      <p className="cut text-xs text-fg3" title={sha256}>{taken_by}, <Ago at={unix(taken_at)} /> · {t.datasets.sum} <span className="mono">{sha256}</span></p>
    </li>
  );
}

function useRemove(id: string): () => void {
  const { t } = useText();
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: () => removeSnapshot(id),
    onSuccess: () => showToast({ tone: "done", title: t.datasets.removed }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: snapshotsQuery.queryKey }),
  });
  return () => mutate();
}
