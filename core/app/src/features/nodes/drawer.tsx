import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";

import { ApiError } from "@/api/problem";
import { may, session } from "@/api/session";
import type { Node } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { Failure, Skeleton } from "@/components/states";
import { Beats, StateMark } from "@/components/status";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { Enrol } from "./enrol";
import { deleteNode, nodeQuery, rotateKey } from "./requests";

export default function NodeDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: node, error, refetch } = useQuery(nodeQuery(id));
  return (
    <Modal title={node?.name ?? id} onClose={onClose} place="side">
      {error && !node && <Failure error={error} onRetry={() => void refetch()} />}
      {!node && !error && <div className="p-4"><Skeleton className="h-80" /></div>}
      {node && <Details node={node} onClose={onClose} />}
    </Modal>
  );
}

function Details({ node, onClose }: { node: Node; onClose: () => void }) {
  const { t, f } = useText();
  const memory = node.memory_used_bytes !== null && node.memory_total_bytes !== null ? `${f.bytes(node.memory_used_bytes)} / ${f.bytes(node.memory_total_bytes)}` : "—";
  return (
    <div className="grid gap-5 p-4">
      <div className="grid gap-2">
        <p className="flex items-center gap-2 font-medium"><StateMark state={node.state} />{t.nodeState[node.state]}<span className="num text-fg3">· {node.last_report_at ? <Ago at={unix(node.last_report_at)} /> : t.nodes.never}</span></p>
        <Beats beats={node.beats} label={t.nodes.beats} />
      </div>
      {node.state === "down" && (
        <section className="rounded-ctl bg-sev3soft px-3 py-2.5">
          <h3 className="mb-1 font-semibold">{t.nodes.downCauses}</h3>
          <ul className="list-disc pl-4 text-fg2">{t.nodes.causes.map((cause) => <li key={cause}>{cause}</li>)}</ul>
        </section>
      )}
      <Facts title={t.nodes.host} rows={[
        [t.nodes.cpu, f.percent(node.cpu_share)], [t.nodes.load, node.load_1m === null ? "—" : f.decimal(node.load_1m, 2)], [t.nodes.memory, memory],
        [t.nodes.disk, f.percent(node.disk_used_share)], [t.nodes.uptime, node.uptime_seconds === null ? "—" : f.span(node.uptime_seconds)],
        [t.nodes.nginx, `${node.nginx_version || ""} ${node.nginx_up ? t.nodes.up : t.nodes.notUp}`.trim()],
        [t.nodes.version, node.agent_version || "—"], [t.nodes.agentCpu, f.percent(node.agent_cpu_share)], [t.nodes.agentMemory, f.bytes(node.agent_rss_bytes)],
        [t.nodes.id, <span key="id" className="mono">{node.id}</span>], [t.nodes.created, f.moment(unix(node.created_at))],
      ]} />
      <Facts title={t.nodes.log} rows={[
        [t.nodes.lines, f.integer(node.lines)], [t.nodes.malformed, f.integer(node.malformed)], [t.nodes.dropped, f.integer(node.reports_dropped)],
        [t.nodes.merged, f.integer(node.rows_merged)], [t.nodes.active, f.integer(node.active_decisions)], [t.nodes.pending, f.integer(node.pending_actions)],
        [t.nodes.logs, <span key="logs" className="mono break-all whitespace-normal">{node.logs.join(", ") || "—"}</span>],
      ]} />
      {node.malformed_samples.length > 0 && (
        <section>
          <h3 className="label mb-1.5">{t.nodes.malformedSamples}</h3>
          <ul className="grid gap-1">{node.malformed_samples.map((sample) => <li key={sample} title={sample} className="mono cut rounded-chip bg-bg px-2 py-1 text-xs">{sample}</li>)}</ul>
        </section>
      )}
      <Changes node={node} onClose={onClose} />
    </div>
  );
}

function Facts({ title, rows }: { title: string; rows: [string, ReactNode][] }) {
  return (
    <section>
      <h3 className="label mb-1.5">{title}</h3>
      <dl className="num grid grid-cols-[10rem_minmax(0,1fr)] gap-x-3 gap-y-1">
        {rows.map(([name, value]) => (
          <div key={name} className="contents"><dt className="text-fg3">{name}</dt><dd className="cut">{value}</dd></div>
        ))}
      </dl>
    </section>
  );
}

function Changes({ node, onClose }: { node: Node; onClose: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const [removing, setRemoving] = useState(false);
  const [since] = useState(() => (node.last_report_at ? unix(node.last_report_at) : 0));
  const failed = (error: unknown) => showToast({ tone: "failed", title: t.act.failed, note: error instanceof ApiError ? error.message : "" });
  const rotate = useMutation({ mutationFn: () => rotateKey(node.id), onError: failed });
  const remove = useMutation({
    mutationFn: () => deleteNode(node.id),
    onError: failed,
    onSuccess: () => {
      showToast({ tone: "done", title: t.nodes.removed(node.name) });
      onClose();
      void client.invalidateQueries({ queryKey: ["nodes"], exact: true });
    },
  });
  if (rotate.data) return <div className="-mx-4 border-t border-line"><Enrol made={rotate.data} since={since} note={t.nodes.rotated} onDone={() => rotate.reset()} /></div>;
  return (
    <section className="grid gap-3 border-t border-line pt-4">
      {removing ? (
        <ConfirmName name={node.name} busy={remove.isPending} onCancel={() => setRemoving(false)} onConfirm={() => remove.mutate()} />
      ) : (
        <div className="flex gap-2">
          <Button blocked={blocked} disabled={rotate.isPending} onClick={() => rotate.mutate()}>{t.nodes.rotate}</Button>
          <span className="flex-1" />
          <Button kind="danger" blocked={blocked} onClick={() => setRemoving(true)}>{t.nodes.remove}</Button>
        </div>
      )}
    </section>
  );
}

/** Deleting cannot be undone, so the name is typed. */
function ConfirmName({ name, busy, onCancel, onConfirm }: { name: string; busy: boolean; onCancel: () => void; onConfirm: () => void }) {
  const { t } = useText();
  const [typed, setTyped] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === name) onConfirm();
  };
  return (
    <form onSubmit={submit} className="grid gap-2.5">
      <p className="text-fg2">{t.nodes.removeLead}</p>
      <label className="grid gap-1">
        <span className="text-xs text-fg2">{t.nodes.removeType(name)}</span>
        {/* eslint-disable-next-line jsx-a11y/no-autofocus -- asked for by the button before it */}
        <input className="field mono" autoFocus autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <div className="flex justify-end gap-2">
        <Button kind="ghost" onClick={onCancel}>{t.state.cancel}</Button>
        <Button kind="solidDanger" type="submit" disabled={typed !== name || busy}>{t.nodes.remove}</Button>
      </div>
    </form>
  );
}
