import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ScrollText, Undo2 } from "lucide-react";

import { may, session } from "@/api/session";
import type { Container, ContainerDetail } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { Facts } from "@/components/facts";
import { Modal } from "@/components/modal";
import { Failure, Skeleton } from "@/components/states";
import { StateMark } from "@/components/status";
import { unix } from "@/lib/instant";
import { useStore, useStorePart } from "@/lib/store";

import { Actions } from "./actions";
import { askBack, doing, imageText, keyOf } from "./acts";
import { ContainerCharts } from "./charts";
import { CompareField } from "./compare-field";
import { markOf } from "./groups";
import { portText, stateText } from "./columns";
import { limitsText } from "./known";
import { containerQuery } from "./requests";
import { useText } from "./text/use";

interface Props {
  place: string;
  onClose: () => void;
  onCompare: (place: string) => void;
}

export default function ContainerDrawer({ place, onClose, onCompare }: Props) {
  const { data, error, refetch } = useQuery(containerQuery(place));
  return (
    <Modal title={data?.container.name ?? place.replace(/^[^/]*\//, "").slice(0, 12)} onClose={onClose} place="side">
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="p-4"><Skeleton className="h-96" /></div>}
      {data && !error && <Details detail={data} onCompare={onCompare} />}
    </Modal>
  );
}

function Details({ detail: { container, events }, onCompare }: { detail: ContainerDetail; onCompare: (place: string) => void }) {
  const { t, f } = useText();
  const logs = may(useStore(session), "logs");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="flex items-center gap-2 font-medium"><StateMark state={markOf(container)} />{stateText(container, t)}</p>
        <span className="flex-1" />
        <CompareField container={container} onCompare={onCompare} />
        {logs && <Link to="/logs" search={{ source: [`${container.node_name}/container:${container.name}`] } as never} className="ctl h-7! border border-line2 px-2.5! text-xs hover:bg-hover"><ScrollText size={14} aria-hidden="true" />{t.containers.logs}</Link>}
        <Actions container={container} />
      </div>
      {container.error && <p role="alert" className="rounded-ctl bg-sev3soft px-3 py-2 break-words">{container.error}</p>}
      <ContainerCharts containers={[container]} names={[container.name]} />
      <Facts title={t.containers.facts} rows={[
        [t.containers.node, container.node_name], [t.containers.image, <span key="image" className="mono break-all">{container.image}</span>],
        ...(container.image_before ? [[t.containers.imageBefore, <Back key="before" container={container} />] as const] : []),
        [t.containers.imageMade, container.image_created_at ? <Ago at={unix(container.image_created_at)} /> : "—"],
        [t.containers.started, container.started_at ? f.moment(unix(container.started_at)) : "—"],
        ...(container.finished_at && container.state !== "running" ? [[t.containers.finished, f.moment(unix(container.finished_at))] as const] : []),
        [t.containers.restarts, f.integer(container.restarts)], [t.containers.service, container.service || "—"], [t.containers.project, container.project || "—"],
        ...(container.replica_of ? [[t.containers.replicaOf, container.replica_of] as const] : []),
        [t.containers.addresses, <span key="addresses" className="mono break-all">{container.addresses.join(", ") || "—"}</span>], [t.containers.ports, <span key="ports" className="mono">{container.ports.map(portText).join(", ") || "—"}</span>],
        [t.containers.limits, limitsText(container, t, f)],
        [t.nodes.id, <span key="id" className="mono break-all">{container.id.slice(0, 12)}</span>],
      ]} />
      <Events events={events} />
      {Object.keys(container.labels).length > 0 && (
        <details>
          <summary className="label cursor-pointer py-1">{t.containers.labels}</summary>
          <dl className="mono mt-1 grid gap-1.5 text-xs">
            {Object.entries(container.labels).map(([name, value]) => <div key={name}><dt className="break-all text-fg3">{name}</dt><dd className="break-all">{value || "—"}</dd></div>)}
          </dl>
        </details>
      )}
    </div>
  );
}

function Back({ container }: { container: Container }) {
  const { t } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const isBusy = useStorePart(doing, (all) => all.has(keyOf(container)));
  return <Button size="small" blocked={blocked} disabled={isBusy} onClick={() => askBack({ client, t }, container)}><Undo2 size={14} aria-hidden="true" />{t.containers.takeBack(imageText(container.image_before))}</Button>;
}

function Events({ events }: { events: ContainerDetail["events"] }) {
  const { t, f } = useText();
  return (
    <section>
      <h3 className="label mb-1.5">{t.containers.events}</h3>
      {events.length === 0 && <p className="text-fg3">{t.containers.noEvents}</p>}
      <ol className="num grid gap-1">
        {events.slice(0, 50).map(({ at, action, detail }) => (
          <li key={`${at} ${action} ${detail}`} className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-3"><span className="text-fg3">{f.moment(unix(at))}</span><span className="break-words"><span className="mono">{action}</span> <span className="text-fg2">{detail}</span></span></li>
        ))}
      </ol>
    </section>
  );
}
