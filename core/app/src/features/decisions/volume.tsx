import { useQuery } from "@tanstack/react-query";

import { useMarks } from "@/api/marks";
import { LineChart } from "@/components/line-chart";
import { Failure } from "@/components/states";
import { searchOf } from "@/lib/range";
import { useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { volumeQuery } from "./requests";
import { useText } from "./text/use";

/** What is refused over time, beside what was answered: whether what was decided works. */
export function Volume() {
  const { t, f } = useText();
  const { service = "" } = useViewSearch();
  const range = useRange();
  const change = useChangeSearch();
  const { data, error, refetch } = useQuery(volumeQuery(range, service));
  const marks = useMarks(range, service);
  const [from = 0, to = 1] = [data?.t[0], data?.t.at(-1)];
  return (
    <section aria-label={t.decisions.volume} className="panel min-w-0 p-4">
      {error && !data ? <Failure error={error} onRetry={() => void refetch()} /> : (
        <LineChart
          title={t.decisions.volume} height={150} loading={!data} t={data?.t ?? []} from={from} to={to} marks={marks} format={(value) => f.amount(value)} onZoom={(first, last) => change(searchOf({ kind: "fixed", from: first, to: last }))}
          lines={[{ name: t.decisions.refusedRps, color: "s5", values: data?.refused_rps ?? [], filled: true }, { name: t.decisions.answeredRps, color: "s1", values: data?.rps ?? [] }]}
        />
      )}
    </section>
  );
}
