import { useQueries } from "@tanstack/react-query";
import { BrainCircuit } from "lucide-react";
import { lazy, Suspense } from "react";

import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Failure, Skeleton } from "@/components/states";
import { LAB_PARTS, useChangeSearch, useViewSearch } from "@/lib/view";

import { Answers } from "./answers";
import { policyQuery, studyQuery, trialQuery, versionsQuery } from "./requests";
import { Sides } from "./sides";
import { Spread } from "./spread";
import { Studying } from "./studying";
import { useText } from "./text/use";
import { Working } from "./working";

const Drift = lazy(() => import("./drift"));
const Labels = lazy(() => import("./labels"));
const Versions = lazy(() => import("./versions"));

const waiting = <div className="panel p-4"><Skeleton className="h-96" /></div>;

/** Who judges, how well, and who could take over. */
export default function ModelsScreen() {
  const { t } = useText();
  const { lab } = useViewSearch();
  const change = useChangeSearch();
  const parts = ["detector", ...LAB_PARTS] as const;
  return (
    <Page
      lead={t.models.lead}
      actions={<Segmented label={t.models.parts} value={lab ?? "detector"} options={parts.map((value) => ({ value, label: t.models[value] }))} onChange={(value) => change({ lab: value === "detector" ? undefined : value, open: undefined, q: undefined, sort: undefined })} />}
    >
      <Suspense fallback={waiting}>
        {lab === undefined && <Detector />}
        {lab === "drift" && <Drift />}
        {lab === "labels" && <Labels />}
        {lab === "versions" && <Versions />}
      </Suspense>
    </Page>
  );
}

/** The answers and the figures to come, of their final height. */
const studied = (
  <>
    <div className="panel divide-y divide-line">{["good", "drifting", "promote"].map((name) => <div key={name} className="p-4">{name === "good" && <Studying />}<Skeleton className="h-24" /></div>)}</div>
    {waiting}
  </>
);

function Detector() {
  const { t } = useText();
  const [study, trial, policy, versions] = useQueries({ queries: [studyQuery, trialQuery, policyQuery, versionsQuery] });
  const asked = [study, trial, policy, versions];
  const failed = asked.find((each) => each.error && !each.data);
  if (failed) return <section className="panel"><Failure error={failed.error} onRetry={() => asked.forEach((each) => void each.refetch())} /></section>;
  if (!study.data || !trial.data || !policy.data || !versions.data) return studied;
  return (
    <>
      <Answers study={study.data} trial={trial.data} policy={policy.data} />
      <Sides study={study.data} trial={trial.data} policy={policy.data} versions={versions.data} />
      {study.data.champion ? (
        <>
          <Working study={study.data} policy={policy.data} />
          <Spread study={study.data} policy={policy.data} />
        </>
      ) : <section className="panel"><Empty icon={<BrainCircuit size={18} />} title={t.models.nothing} lead={t.models.nothingLead} /></section>}
    </>
  );
}
