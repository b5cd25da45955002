import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";

import { ApiError } from "@/api/problem";
import { may, session } from "@/api/session";
import type { IncidentNote } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { AreaField } from "@/components/field";
import { Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { addNote, notesQuery, removeNote } from "./requests";
import { useText } from "./text/use";

/** What people write down for those who come after them. */
export function Notes({ id }: { id: string }) {
  const { t } = useText();
  const [text, setText] = useState("");
  const state = useStore(session);
  const blocked = may(state, "decide") ? false : t.state.needs.decide;
  const { data } = useQuery(notesQuery(id));
  const { add, remove, isPending } = useNotes(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() && !blocked) add(text.trim(), () => setText(""));
  };
  return (
    <section aria-labelledby="notes-title" className="panel grid min-w-0 content-start gap-3 p-4">
      <h2 id="notes-title" className="text-md font-semibold">{t.incident.notes}</h2>
      {!data && <Skeleton className="h-10" />}
      {data?.length === 0 && <p className="text-fg3">{t.incident.noNotes}</p>}
      <ol className="grid gap-2.5">
        {data?.map((note) => (
          <li key={note.id} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 border-l-2 border-line2 pl-3">
            <p className="num text-xs text-fg3"><b className="font-semibold text-fg2">{note.written_by}</b> · <Ago at={unix(note.written_at)} /></p>
            {(note.written_by === state.me?.login || may(state, "manage")) && <button type="button" aria-label={t.incident.removeNote} title={t.incident.removeNote} onClick={() => remove(note)} className="row-span-2 grid size-7 place-items-center rounded-chip text-fg3 hover:bg-hover hover:text-fg print:hidden"><Trash2 size={14} /></button>}
            <p className="break-words whitespace-pre-wrap">{note.text}</p>
          </li>
        ))}
      </ol>
      <form onSubmit={submit} className="grid gap-2 print:hidden">
        <AreaField label={t.incident.note} rows={2} maxLength={4000} value={text} onChange={setText} />
        <span><Button type="submit" blocked={blocked} disabled={isPending || !text.trim()}>{t.incident.addNote}</Button></span>
      </form>
    </section>
  );
}

function useNotes(id: string) {
  const { t } = useText();
  const client = useQueryClient();
  const settled = () => client.invalidateQueries({ queryKey: ["incident", id, "notes"] });
  const onError = (error: Error) => showToast({ tone: "failed", title: t.act.failed, note: error instanceof ApiError && !error.status ? t.state.unreachable : error.message });
  const adding = useMutation({ mutationFn: (text: string) => addNote(id, text), onError, onSettled: settled });
  const removing = useMutation({
    mutationFn: (note: IncidentNote) => removeNote(id, note.id),
    onSuccess: (_, note) => showToast({ tone: "done", title: t.incident.noteRemoved, undo: () => adding.mutate(note.text) }),
    onError, onSettled: settled,
  });
  return { add: (text: string, done: () => void) => adding.mutate(text, { onSuccess: done }), remove: removing.mutate, isPending: adding.isPending };
}
