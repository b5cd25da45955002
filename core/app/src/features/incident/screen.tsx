import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChartLine, ChevronLeft, Link2, Search } from "lucide-react";
import { useMemo } from "react";

import type { IncidentDetail } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { copyText } from "@/components/copy";
import { SeverityBadge } from "@/components/severity";
import { Failure, Skeleton } from "@/components/states";
import { clock } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { levelOf } from "@/lib/severity";
import { useStorePart } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { type Around, aroundOf } from "./around";
import { Figures } from "./figures";
import { Notes } from "./notes";
import { Report } from "./report";
import { incidentQuery } from "./requests";
import { Shifts } from "./shifts";
import { IncidentDecisions, IncidentSources } from "./tables";
import { useText } from "./text/use";
import { Timeline } from "./timeline";
import { TrafficAround } from "./traffic";
import { VerdictForm } from "./verdict-form";

/** What exactly happened, whether it is over, and whether the reaction was right. */
export default function IncidentScreen() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useQuery(incidentQuery(id));
  if (error && !data) return <div className="panel"><Failure error={error} onRetry={() => void refetch()} /></div>;
  if (!data) return <div className="panel p-4"><Skeleton className="h-80" /></div>;
  return <Known incident={data} />;
}

/** What is asked of the time around it moves on by steps, not by the second. */
const STEP_SECONDS = 10;

function Known({ incident: data }: { incident: IncidentDetail }) {
  const now = useStorePart(clock, (seconds) => Math.floor(seconds / STEP_SECONDS) * STEP_SECONDS);
  const around = useMemo(() => aroundOf(data, now), [data, now]);
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <Headline incident={data} around={around} />
      <Figures incident={data} />
      <TrafficAround incident={data} around={around} />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-3 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3"><Timeline incident={data} /><Shifts incident={data} around={around} /></div>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3"><VerdictForm incident={data} /><Notes id={data.id} /></div>
      </div>
      <IncidentSources sources={data.decided_sources} />
      <IncidentDecisions decisions={data.latest_decisions} total={data.decisions} />
    </div>
  );
}

function Headline({ incident, around: time }: { incident: IncidentDetail; around: Around }) {
  const { t, f } = useText();
  const { kind, severity, service, started_at, ended_at } = incident;
  const [from, to] = [unix(started_at), ended_at ? unix(ended_at) : null];
  const pad = to === null ? 60 : Math.max(60, (to - from) * 0.5);
  const around = { from: Math.floor(from - pad), to: Math.ceil((to ?? unix(incident.detected_at) + 240) + pad), service };
  const link = () => void copyText(globalThis.location.href).then(() => showToast({ tone: "done", title: t.header.linkCopied }));
  return (
    <section className="panel flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3.5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <b className="text-lg font-semibold tracking-[-.01em]">{t.kind[kind]}</b>
          <SeverityBadge level={levelOf(severity)} />
          <span className="break-all text-fg2">{t.incident.on(service)}</span>
        </p>
        <p className="num mt-0.5 text-fg2">{f.moment(from)} · {to === null ? t.incident.live : <>{t.incident.ended} <Ago at={to} /></>}</p>
      </div>
      <div className="flex flex-wrap items-center gap-2 print:hidden">
        <Link to="/anomalies" className="ctl text-fg2 hover:bg-hover hover:text-fg"><ChevronLeft size={15} aria-hidden="true" />{t.incident.back}</Link>
        <Report incident={incident} around={time} />
        <Link to="/requests" search={{ from: time.from, to: time.to, q: `service:${service}` } as never} className="ctl text-fg2 hover:bg-hover hover:text-fg"><Search size={15} aria-hidden="true" />{t.nav.requests}</Link>
        <Button kind="ghost" onClick={link}><Link2 size={15} aria-hidden="true" />{t.incident.copy}</Button>
        <Link to="/anomalies" search={around as never} className="ctl border border-line2 bg-panel hover:bg-hover"><ChartLine size={15} aria-hidden="true" />{t.incident.zoom}</Link>
      </div>
    </section>
  );
}
