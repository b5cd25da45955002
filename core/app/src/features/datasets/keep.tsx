import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { tellFailed } from "@/api/failed";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { showToast } from "@/lib/toasts";

import { type Slice, snapshotsQuery, takeSnapshot } from "./requests";
import { useText } from "./text/use";

/** Keeps a part of a data set as it is, and what for. */
export function Keep({ slice, ready, onDone }: { slice: Slice; ready: boolean; onDone: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const { mutate, isPending } = useMutation({
    mutationFn: () => takeSnapshot(slice, note.trim()),
    onSuccess: ({ rows }) => { showToast({ tone: "done", title: t.datasets.keptAs(t.datasets.rows(rows)), note: t.datasets.savedNote }); onDone(); },
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: snapshotsQuery.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !isPending) mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-2 rounded-ctl border border-line p-3">
      <p className="text-fg2">{t.datasets.keepLead}</p>
      <TextField label={t.datasets.keepNote} maxLength={500} value={note} onChange={setNote} />
      <span><Button type="submit" kind="primary" disabled={!ready || isPending}>{isPending ? t.datasets.keeping : t.datasets.keepNow}</Button></span>
    </form>
  );
}
