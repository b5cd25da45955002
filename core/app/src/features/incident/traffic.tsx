import { useQuery } from "@tanstack/react-query";

import { useMarks } from "@/api/marks";
import type { IncidentDetail } from "@/api/types";
import { LineChart } from "@/components/line-chart";
import { headCell } from "@/components/page";
import { Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";

import { type Around, rangeOf } from "./around";
import { looksOf } from "./compared";
import { trafficQuery } from "./requests";
import { useText } from "./text/use";

/** What the service's traffic was like before and during, drawn and in figures. */
export function TrafficAround({ incident, around }: { incident: IncidentDetail; around: Around }) {
  const { t, f } = useText();
  const { data, error, refetch } = useQuery(trafficQuery(incident.service, around, incident.ended_at === null));
  const marks = useMarks(rangeOf(around), incident.service);
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Skeleton className="h-72" /></section>;
  const [was, is] = [looksOf(data, around.before, around.from), looksOf(data, around.from, around.to)];
  const rows = [
    [t.incident.looks.rps, f.amount(was.rps), f.amount(is.rps), was.rps && is.rps ? is.rps / was.rps : null],
    [t.incident.looks.peak, f.amount(was.peak), f.amount(is.peak), was.peak && is.peak ? is.peak / was.peak : null],
    [t.incident.looks.clientErrors, f.percent(was.clientErrors), f.percent(is.clientErrors), null],
    [t.incident.looks.serverErrors, f.percent(was.serverErrors), f.percent(is.serverErrors), null],
    [t.incident.looks.refused, f.amount(was.refused), f.amount(is.refused), null],
    [t.incident.looks.p95, f.ms(was.p95), f.ms(is.p95), was.p95 && is.p95 ? is.p95 / was.p95 : null],
  ] as const;
  return (
    <section aria-label={t.incident.compared} className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-4 p-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <LineChart
        title={t.incident.chart} t={data.t} from={around.before} to={around.after} height={200} format={(value) => f.amount(value)} marks={marks} expected={{ low: data.expected_low, high: data.expected_high }}
        lines={[{ name: t.incident.looks.rps, color: "s1", values: data.rps, filled: true }, { name: t.incident.looks.refused, color: "s5", values: data.refused_rps }]}
      />
      <table className="num h-fit w-full border-collapse">
        <thead><tr><th scope="col" className={cx(headCell, "pl-0!")}>{t.incident.compared}</th><th scope="col" className={cx(headCell, "text-right!")}>{t.incident.before}</th><th scope="col" className={cx(headCell, "text-right!")}>{t.incident.during}</th><th scope="col" className={cx(headCell, "pr-0! text-right!")}><span className="sr-only">{t.incident.times}</span></th></tr></thead>
        <tbody>
          {rows.map(([name, before, during, times]) => (
            <tr key={name} className="border-t border-line"><th scope="row" className="py-1.5 text-left font-normal text-fg2">{name}</th><td className="px-3 py-1.5 text-right">{before}</td><td className="px-3 py-1.5 text-right font-semibold">{during}</td><td className="py-1.5 text-right text-fg3">{times !== null && times >= 1.2 && `${t.unit.times}${f.decimal(times, times < 10 ? 1 : 0)}`}</td></tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
