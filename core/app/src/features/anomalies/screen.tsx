import { Failure } from "@/components/states";
import { useSnapshot } from "@/api/snapshot";
import { freshness } from "@/lib/freshness";
import { useStorePart } from "@/lib/store";
import { useRange, useViewSearch } from "@/lib/view";

import { ChartPanel } from "./chart/panel";
import { FleetStrip } from "./fleet";
import { IncidentsStrip } from "./incidents";
import { Kpis } from "./kpis";
import { RestraintBar } from "./restraint";
import { SourcesPanel } from "./table/panel";
import { VerdictPanel } from "./verdict";
import { WhyPanel } from "./why";

/** Are we under attack, by whom, why do we think so, and what to do about it. */
export default function AnomaliesScreen() {
  const { service = "" } = useViewSearch();
  const answered = useSnapshot({ service, range: useRange() }, () => true) ?? false;
  const error = useStorePart(freshness, (state) => state.error);
  if (!answered && error) return <div className="panel"><Failure error={error} onRetry={() => freshness.get().retry()} /></div>;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 has-[[data-restraint]]:[--floor:56px]">
      <VerdictPanel />
      <Kpis />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 xl:grid-cols-[minmax(0,1fr)_332px]">
        <ChartPanel />
        <WhyPanel />
      </div>
      <IncidentsStrip />
      <FleetStrip />
      <SourcesPanel />
      <RestraintBar />
    </div>
  );
}
