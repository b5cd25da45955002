import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChartLine } from "lucide-react";
import { useMemo, useState } from "react";

import { Page } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { useNames } from "@/lib/metric-names/use";
import { bounds } from "@/lib/range";
import { useRange } from "@/lib/view";

import { Bar } from "./bar";
import { catalogueOf } from "./catalogue";
import { Changes } from "./changes";
import { Charts } from "./charts";
import { useChosen, useMarked } from "./chosen";
import { Picker } from "./picker";
import { listQuery, nodesQuery } from "./requests";
import { useText } from "./text/use";

const LEAST_SECONDS = 10;

/** What any part of the fleet did, side by side, and what else changed when something did. */
export default function MetricsScreen() {
  const { t } = useText();
  const called = useNames();
  const { nodes: chosen, change } = useChosen();
  const marked = useMarked();
  const range = useRange();
  const [ranked, setRanked] = useState<{ from: number; to: number } | null>(null);
  const { data: list, error, refetch } = useQuery(listQuery);
  const { data: nodes } = useQuery(nodesQuery);
  const known = useMemo(() => (list ? catalogueOf(list, chosen, called) : undefined), [list, chosen, called]);
  const shown = marked ?? ranked;
  const rank = () => setRanked(ranked ? null : bounds(range, nowSeconds() - 5));
  const mark = (from: number, to: number) => change({ marked: `${Math.floor(from)}-${Math.ceil(Math.max(to, from + LEAST_SECONDS))}` });
  return (
    <Page lead={t.metrics.lead}>
      {error && !known && <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>}
      {!known && !error && <section className="panel p-4"><Skeleton className="h-[600px]" /></section>}
      {known?.length === 0 && <section className="panel"><Empty icon={<ChartLine size={18} />} title={t.metrics.noMetrics} lead={t.metrics.noMetricsLead}><Link to="/nodes" className="ctl border border-line2 hover:bg-hover">{t.metrics.toNodes}</Link></Empty></section>}
      {known && known.length > 0 && (
        <>
          <Bar nodes={nodes ?? []} known={known} ranked={ranked !== null} onRank={rank} />
          {shown && <Changes from={shown.from} to={shown.to} marked={marked !== null} nodes={nodes ?? []} onClose={() => (marked ? change({ marked: undefined }) : setRanked(null))} />}
          <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-3 xl:grid-cols-[264px_minmax(0,1fr)]">
            <Picker known={known} />
            <Charts nodes={nodes ?? []} known={known} onMark={mark} />
          </div>
        </>
      )}
    </Page>
  );
}
