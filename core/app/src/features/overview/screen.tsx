import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { FleetStrip } from "@/components/fleet-strip";
import { Failure, Skeleton } from "@/components/states";

import { AttentionPanel } from "./attention";
import { ChangesPanel } from "./changes";
import { Figures } from "./figures";
import { overviewQuery, useOverview } from "./requests";
import { ServicesPanel } from "./services";
import { VerdictPanel } from "./verdict";

// For who begins; nobody else waits for it.
const FirstSteps = lazy(() => import("./first-steps/panel"));

/** Is everything fine, and if not, what comes first. */
export default function OverviewScreen() {
  const shown = useOverview(() => true) ?? false;
  const bare = useOverview((data) => data.nodes.length === 0 && data.services.length === 0 && data.first_steps?.dismissed === false) ?? false;
  const { error, retry } = usePolling();
  if (!shown && error) return <div className="panel"><Failure error={error} onRetry={retry} /></div>;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <VerdictPanel />
      {shown ? <><Begin /><AttentionPanel />{!bare && <Body />}</> : <Waiting />}
    </div>
  );
}

/** How much needs attention nobody knows, so the rest comes with it: it would move. */
const Waiting = () => <>{["h-16", "h-10", "h-56"].map((height) => <div key={height} className="panel p-4"><Skeleton className={height} /></div>)}</>;

/** How the fleet does. Of one that is still to be set up there is nothing to show. */
function Body() {
  return (
    <>
      <Figures />
      <Fleet />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-3 xl:grid-cols-[minmax(0,1fr)_minmax(0,380px)]">
        <ServicesPanel />
        <ChangesPanel />
      </div>
    </>
  );
}

/** The one that asks, every two seconds while somebody looks; the panels follow what it gets. */
function usePolling() {
  const { error, refetch } = useQuery({ ...overviewQuery, refetchInterval: 2000, notifyOnChangeProps: ["error"] });
  return { error, retry: () => void refetch() };
}

const Fleet = () => <FleetStrip nodes={useOverview((data) => data.nodes)} />;

function Begin() {
  const steps = useOverview((data) => data.first_steps);
  return steps && !steps.dismissed ? <Suspense><FirstSteps steps={steps.steps} /></Suspense> : null;
}
