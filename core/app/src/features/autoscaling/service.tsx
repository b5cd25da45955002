import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { ScaledService } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { Facts } from "@/components/facts";
import { Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";
import { useRange } from "@/lib/view";

import { Events } from "./events";
import { HistoryCharts } from "./history";
import { reasonsText, reasonText } from "./reason";
import { type Direction, historyQuery, setPaused } from "./requests";
import { firstOf, ScaledMark, stateOf } from "./state";
import { useText } from "./text/use";

const Simulate = lazy(() => import("./simulate"));

/** A service that is scaled: what is decided and why, load against capacity, what happened, and what another policy would have done. */
export function ServicePanel({ service }: { service: ScaledService }) {
  const { t } = useText();
  const range = useRange();
  const { data: history } = useQuery(historyQuery(service.service, range));
  return (
    <>
      <section className="panel min-w-0 p-4">
        <Head service={service} />
        {history ? <HistoryCharts service={service.service} history={history} most={service.max} /> : <Skeleton className="h-80" />}
      </section>
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <section className="panel min-w-0 p-4"><h2 className="mb-2 text-md font-semibold">{t.scaling.log}</h2>{history ? <Events history={history} /> : <Skeleton className="h-40" />}</section>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-3">
          <section className="panel min-w-0 p-4"><Policy service={service} /></section>
          <section className="panel min-w-0 p-4"><h2 className="mb-2 text-md font-semibold">{t.scaling.simulate}</h2><Suspense fallback={<Skeleton className="h-40" />}><Simulate service={service} /></Suspense></section>
        </div>
      </div>
    </>
  );
}

function Head({ service }: { service: ScaledService }) {
  const { t, f } = useText();
  const { reasons, decided_at, incident, crowd, dry_run, ready, starting, draining, load, forecast } = service;
  const loads: readonly (readonly [string, string])[] = [
    [t.scaling.ready, f.integer(ready)], [t.scaling.starting, f.integer(starting)], [t.scaling.draining, f.integer(draining)],
    [t.scaling.load, load === null ? "—" : f.decimal(load, 2)], [t.scaling.forecast, forecast === null ? "—" : f.decimal(forecast, 2)],
    [t.scaling.rps, f.amount(service.requests_per_second)], [t.scaling.anomalous, f.percent(service.anomalous_share)],
  ];
  return (
    <div className="mb-3 grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-[min(100%,20rem)] flex-1">
          <h2 className="flex min-w-0 flex-wrap items-center gap-x-2 text-lg font-semibold"><ScaledMark service={service} /><span className="cut max-w-[80%]">{service.service}</span> <span className="text-sm font-normal text-fg2">{t.scaling.states[stateOf(service)]}{dry_run && ` · ${t.scaling.dryRun}`}</span></h2>
          <p className="break-words text-fg2">{reasonsText(firstOf(service), t, f) || t.scaling.notYet} {decided_at && <span className="text-fg3"><Ago at={unix(decided_at)} /></span>}</p>
          {reasons.slice(1, 4).map((reason) => <p key={reason.code} className="text-xs break-words text-fg3">{reasonText(reason, t, f)}</p>)}
        </div>
        <PauseButtons service={service} />
      </div>
      {(incident || crowd) && <p role="status" className="rounded-ctl bg-warnsoft px-3 py-1.5 text-warnink">{incident ? t.scaling.incident : t.scaling.crowd}</p>}
      <dl className="num flex flex-wrap gap-x-6 gap-y-1.5">
        {loads.map(([name, value]) => <div key={name}><dt className="label">{name}</dt><dd className="text-md font-semibold">{value}</dd></div>)}
      </dl>
    </div>
  );
}

function PauseButtons({ service: { service, paused_in, paused_out } }: { service: ScaledService }) {
  const { t } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mutate, isPending } = useMutation({
    mutationFn: ({ direction, paused }: { direction: Direction; paused: boolean }) => setPaused(service, direction, paused),
    onSuccess: (_, { direction, paused }) => showToast({ tone: "done", title: t.scaling.changed(service, paused, direction), undo: () => mutate({ direction, paused: !paused }) }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: ["scaling"] }),
  });
  const button = (direction: "in" | "out", paused: boolean) => (
    <Button blocked={blocked} disabled={isPending} onClick={() => mutate({ direction, paused: !paused })}>
      {paused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}{paused ? t.scaling.resume[direction] : t.scaling.pause[direction]}
    </Button>
  );
  return <span className="flex flex-wrap gap-2">{button("out", paused_out)}{button("in", paused_in)}</span>;
}

function Policy({ service: { policy, nodes } }: { service: ScaledService }) {
  const { t, f } = useText();
  const [all, setAll] = useState(false);
  const { target } = policy;
  const unit = { concurrency: t.scaling.targets.concurrency, rps: t.scaling.targets.rps, cpu: t.scaling.targets.cpu, custom: target.metric }[target.kind];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Facts title={t.scaling.policy} rows={[
        [t.scaling.bounds, `${f.integer(policy.min)}–${f.integer(policy.max)}`], [t.scaling.target, `${f.decimal(target.value, 2)} ${unit} × ${f.percent(target.utilisation)}`],
        [t.scaling.window, `${f.span(policy.window_seconds)} / ${f.span(policy.panic_window_seconds)}`], [t.scaling.delays, `${f.span(policy.scale_up_delay_seconds)} / ${f.span(policy.scale_down_delay_seconds)}`],
        [t.scaling.template, policy.template],
        ...(all ? [
          [t.scaling.tolerance, f.percent(policy.tolerance)] as const, [t.scaling.flapBudget, f.integer(policy.flap_budget)] as const, [t.scaling.attackBudget, f.percent(policy.attack_budget)] as const,
          [t.scaling.useForecast, policy.forecast ? t.scaling.yes : t.scaling.no] as const, [t.scaling.schedule, policy.schedule.map((each) => `${each.days.join(" ")} ${each.from}–${each.to} (${policy.timezone})`).join("; ") || t.scaling.no] as const,
        ] : []),
      ]} />
      {!all && <Button size="small" className="justify-self-start" onClick={() => setAll(true)}>{t.state.more}</Button>}
      <section>
        <h3 className="label mb-1.5">{t.nav.nodes}</h3>
        <ul className="grid gap-1.5">
          {nodes.map((each) => (
            <li key={each.node_id} className="num">
              <span className="font-medium">{each.node_name}</span> <span className="text-fg2">{t.scaling.onNode(each.others, each.ordered, each.ready)}</span>
              {each.silent && <span className="text-badink"> · {t.nodeState.down}</span>}
              {each.trouble && <p className="text-xs break-words text-badink">{each.trouble}</p>}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
