import { useMutation, useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { type FormEvent, useDeferredValue, useState } from "react";

import { visitDomain } from "@/api/config";
import { whyNot } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Explained, Visited } from "@/api/types";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { StateMark } from "@/components/status";
import { useStore } from "@/lib/store";

import { explainQuery } from "../requests";
import { useText } from "../text/use";
import type { Domain } from "../use-domains";

/** What would become of a request for a path, and what is really answered to one. */
export function TryIt({ domain: { name, spec } }: { domain: Domain }) {
  const { t } = useText();
  const [path, setPath] = useState("/");
  const asked = useDeferredValue(path.startsWith("/") && !/[^\x21-\x7e]/.test(path) ? path : "/");
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { data } = useQuery(explainQuery({ host: (spec.names[0] ?? "").replace("*.", "any."), path: asked, https: Boolean(spec.tls) }));
  const send = useMutation({ mutationFn: () => visitDomain(name, asked) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  return (
    <section aria-label={t.domains.attempt.title} className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-3 p-4">
      <h2 className="font-semibold">{t.domains.attempt.title}</h2>
      <form onSubmit={submit} className="flex items-end gap-2">
        <div className="min-w-0 flex-1"><TextField label={t.domains.attempt.path} className="mono" pattern="/[!-~]*" required maxLength={2000} value={path} onChange={(next) => { setPath(next); send.reset(); }} /></div>
        <Button type="submit" blocked={blocked} disabled={send.isPending}><Send size={14} aria-hidden="true" />{send.isPending ? t.domains.attempt.sending : t.domains.attempt.send}</Button>
      </form>
      {send.error && <p role="alert" className="break-words text-badink">{whyNot(send.error, t)}</p>}
      {send.data && <Answers visited={send.data} />}
      {data?.map((route) => <Explanation key={`${route.domain} ${route.name}`} route={route} />)}
    </section>
  );
}

/** What NGINX on each node really answered. */
function Answers({ visited }: { visited: readonly Visited[] }) {
  const { t, f } = useText();
  if (visited.length === 0) return <p className="text-warnink">{t.domains.attempt.nobody}</p>;
  return (
    <ul aria-live="polite" className="grid gap-1 rounded-ctl bg-bg p-3">
      {visited.map(({ name, status, seconds, location, content_type, error }) => (
        <li key={name} className="num flex min-w-0 flex-wrap items-center gap-x-2">
          <StateMark state={status === 0 || status >= 500 ? "down" : "ok"} /><b className="font-semibold">{name}</b>
          {status > 0 ? <span>{status} · {f.ms(seconds * 1000)}{content_type && ` · ${content_type}`}{location && ` → ${location}`}</span> : <span lang="en" className="min-w-0 break-words text-badink">{error}</span>}
        </li>
      ))}
    </ul>
  );
}

/** The way of such a request by what is saved. */
function Explanation({ route }: { route: Explained }) {
  const { t, f } = useText();
  const w = t.domains.attempt;
  const rows: (readonly [string, string])[] = [[w.at, route.nodes.join(", ")]];
  if (route.location) rows.push([w.location, route.location]);
  if (route.status) rows.push([w.answer, route.to ? w.sent(route.status, route.to) : w.byNginx(route.status)]);
  if (route.asked_path) rows.push([w.asks, route.asked_path]);
  for (const { name, percent, members } of route.services) {
    const able = members.filter(({ may_answer }) => may_answer).map((member) => (member.share === null ? member.name : `${member.name} ${f.percent(member.share)}`));
    rows.push([percent < 100 ? w.serviceShare(f.percent(percent / 100)) : w.service, able.length > 0 ? `${name}: ${able.join(", ")}` : w.nobodyWell(name)]);
  }
  return (
    <dl className="num grid grid-cols-[minmax(0,9rem)_minmax(0,1fr)] gap-x-3 gap-y-1">
      {rows.map(([name, value]) => <div key={name + value} className="contents"><dt className="text-fg3">{name}</dt><dd className="min-w-0 break-words">{value}</dd></div>)}
    </dl>
  );
}
