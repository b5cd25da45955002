import { useQuery } from "@tanstack/react-query";

import { trafficQuery } from "@/api/config";
import { useMarks } from "@/api/marks";
import { useRange, useSetRange } from "@/lib/view";

import { LineChart } from "../line-chart";
import { Failure, Skeleton } from "../states";
import { useText } from "./text/use";

/** Requests, errors and latency of the service behind, over the chosen time, with what happened to it meanwhile. */
export function Traffic({ service }: { service: string }) {
  const { t, f } = useText();
  const range = useRange();
  const setRange = useSetRange();
  const { data, error, refetch } = useQuery(trafficQuery(service, range));
  const marks = useMarks(range, service);
  const onZoom = (from: number, to: number) => setRange({ kind: "fixed", from, to });
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Skeleton className="h-52" /></section>;
  if (data.rps.every((value) => !value)) return <section className="panel p-4"><h2 className="font-semibold">{t.traffic.title}</h2><p className="mt-1 text-fg2">{t.traffic.none}</p></section>;
  const [from = 0, to = 1] = [data.t[0], data.t.at(-1)];
  const shared = { t: data.t, from, to, height: 150, onZoom, marks };
  return (
    <section aria-label={t.traffic.title} className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-4 p-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <LineChart {...shared} title={t.traffic.requests} format={(value) => f.amount(value)} lines={[{ name: t.traffic.all, color: "s1", values: data.rps, filled: true }, { name: t.traffic.errors, color: "sev3", values: data.status_5xx }, { name: t.traffic.refused, color: "s5", values: data.refused_rps }]} />
      <LineChart {...shared} title={t.traffic.latency} format={(value) => f.ms(value)} lines={[{ name: t.traffic.mean, color: "s2", values: data.latency_mean_ms }, { name: "p95", color: "s4", values: data.latency_p95_ms }]} />
    </section>
  );
}
