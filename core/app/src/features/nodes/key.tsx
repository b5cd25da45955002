import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useId, useState } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Node } from "@/api/types";
import { Button } from "@/components/button";
import { Enrol } from "@/components/enrol/enrol";
import { nowSeconds } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { revokeKey, rotateKey } from "./requests";
import { useText } from "./text/use";

const Confirm = lazy(() => import("@/components/confirm"));
const SEPARATED = /[\s,;]+/;

/** By what the core knows the node: until when, from where, and how to have another one. */
export function Key({ node }: { node: Node }) {
  const { t } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const [days, setDays] = useState("");
  const [networks, setNetworks] = useState(node.key_networks.join(", "));
  const [since] = useState(() => (node.last_report_at ? unix(node.last_report_at) : 0));
  const [revoking, setRevoking] = useState(false);
  const ids = { days: useId(), networks: useId(), daysHelp: useId(), networksHelp: useId() };
  const failed = (error: unknown) => tellFailed(error, t);
  const onSettled = () => client.invalidateQueries({ queryKey: ["nodes"] });
  const rotate = useMutation({ mutationFn: () => rotateKey(node.id, { days: days.trim() ? Number(days) : null, networks: networks.trim() ? networks.split(SEPARATED).filter(Boolean) : null }), onError: failed, onSettled });
  const revoke = useMutation({ mutationFn: () => revokeKey(node.id), onSuccess: () => showToast({ tone: "done", title: t.nodes.revoked(node.name) }), onError: failed, onSettled });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!blocked) rotate.mutate();
  };
  return (
    <section className="panel min-w-0" aria-label={t.nodes.keyTitle}>
      {rotate.data ? <Enrol made={rotate.data} since={since} note={t.nodes.rotated} onDone={() => rotate.reset()} /> : (
        <form onSubmit={submit} className="grid gap-3 p-4">
          <div><h2 className="text-md font-semibold">{t.nodes.keyTitle}</h2><p className="num break-words text-fg2"><Terms node={node} /></p></div>
          <div className="grid gap-3 md:grid-cols-[9rem_minmax(0,1fr)]">
            <div className="grid content-start gap-1">
              <label htmlFor={ids.days} className="text-xs text-fg2">{t.nodes.keyDays}</label>
              <input id={ids.days} aria-describedby={ids.daysHelp} className="field" type="number" min={1} max={3660} readOnly={blocked !== false} value={days} onChange={(event) => setDays(event.target.value)} />
              <p id={ids.daysHelp} className="text-xs text-fg3">{t.nodes.keyDaysHelp}</p>
            </div>
            <div className="grid content-start gap-1">
              <label htmlFor={ids.networks} className="text-xs text-fg2">{t.nodes.keyNetworks}</label>
              <input id={ids.networks} aria-describedby={ids.networksHelp} className="field mono" maxLength={2000} autoComplete="off" spellCheck={false} readOnly={blocked !== false} value={networks} onChange={(event) => setNetworks(event.target.value)} />
              <p id={ids.networksHelp} className="text-xs text-fg3">{t.nodes.keyNetworksHelp}</p>
            </div>
          </div>
          <div className="flex flex-wrap gap-2">
            <Button type="submit" blocked={blocked} disabled={rotate.isPending}>{t.nodes.rotate}</Button>
            <span className="flex-1" />
            {node.has_key && <Button kind="danger" blocked={blocked} disabled={revoke.isPending} onClick={() => setRevoking(true)}>{t.nodes.revoke}</Button>}
          </div>
        </form>
      )}
      {/* A dialog has a form of its own, which must not stand in this one. */}
      {revoking && <Suspense><Confirm title={t.nodes.revoke} lead={t.nodes.revokeLead} action={t.nodes.revoke} name={node.name} onConfirm={() => revoke.mutate()} onClose={() => setRevoking(false)} /></Suspense>}
    </section>
  );
}

function Terms({ node }: { node: Node }) {
  const { t, f } = useText();
  if (!node.has_key) return t.nodes.keyNone;
  const until = node.key_until ? unix(node.key_until) : 0;
  const left = until - nowSeconds();
  const time = !until ? t.nodes.keyForever : left > 0 ? t.nodes.keyUntil(f.moment(until), f.span(left)) : t.nodes.keyOver(f.moment(until));
  return <>{time}, {node.key_networks.length > 0 ? t.nodes.keyFrom(node.key_networks.join(", ")) : t.nodes.keyEverywhere}</>;
}
