import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { type FormEvent, useState } from "react";

import { visitMembers } from "@/api/config";
import { whyNot } from "@/api/failed";
import { may, session } from "@/api/session";
import type { ProxiedService } from "@/api/types";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { StateMark } from "@/components/status";
import { useStore } from "@/lib/store";

import { useText } from "./text/use";

/** One request to each member itself, past NGINX. */
export function TestRequest({ service: { name, members } }: { service: ProxiedService }) {
  const { t, f } = useText();
  const w = t.services.test;
  const [path, setPath] = useState("/");
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mutate, data, error, isPending, reset } = useMutation({ mutationFn: () => visitMembers(name, path) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <section aria-label={w.title} className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 p-4">
      <div><h2 className="font-semibold">{w.title}</h2><p className="text-xs text-fg3">{w.lead}</p></div>
      <form onSubmit={submit} className="flex items-end gap-2">
        <div className="min-w-0 flex-1"><TextField label={w.path} className="mono" pattern="/[!-~]*" required maxLength={2000} value={path} onChange={(next) => { setPath(next); reset(); }} /></div>
        <Button type="submit" blocked={blocked} disabled={isPending || !members.some(({ kind }) => kind === "host")}><Send size={14} aria-hidden="true" />{isPending ? w.sending : w.send}</Button>
      </form>
      {error && <p role="alert" className="break-words text-badink">{whyNot(error, t)}</p>}
      {data?.length === 0 && <p className="text-warnink">{w.nobody}</p>}
      {data && data.length > 0 && (
        <ul aria-live="polite" className="grid gap-1 rounded-ctl bg-bg p-3">
          {data.map(({ name: member, status, seconds, content_type, error: why }) => (
            <li key={member} className="num flex min-w-0 flex-wrap items-center gap-x-2">
              <StateMark state={status === 0 || status >= 500 ? "down" : "ok"} /><b className="font-semibold">{member}</b>
              {status > 0 ? <span>{status} · {f.ms(seconds * 1000)}{content_type && ` · ${content_type}`}</span> : <span lang="en" className="min-w-0 break-words text-badink">{why}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
