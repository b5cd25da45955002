import { useQuery } from "@tanstack/react-query";
import { CloudUpload, OctagonX } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { isOver } from "@/api/deploying";
import { may, session } from "@/api/session";
import { useStore } from "@/lib/store";

import { Answer } from "../answer";
import { Button } from "../button";
import { DeploymentProgress } from "./progress";
import { deploymentsQuery, proxyNodesQuery, waitingFor } from "./requests";
import { useText } from "./text/use";

const Review = lazy(() => import("./review"));

/** What stands between what is saved and what runs: a deployment that goes on or stopped, or changes that wait for one. Nothing, mostly. */
export function DeployBar() {
  const { t } = useText();
  const [reviewing, setReviewing] = useState(false);
  const { data: deployments } = useQuery(deploymentsQuery());
  const { data: nodes } = useQuery(proxyNodesQuery);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const newest = deployments?.[0];
  const waiting = waitingFor(nodes);
  const isRunning = newest !== undefined && !isOver(newest);
  const button = <Button kind="primary" blocked={blocked} onClick={() => setReviewing(true)}>{t.deploy.review}</Button>;
  return (
    <>
      {isRunning && <section aria-label={t.deploy.running} className="panel grid gap-3 p-4"><h2 className="font-semibold">{t.deploy.running}</h2><DeploymentProgress deployment={newest} /></section>}
      {!isRunning && newest?.phase === "failed" && waiting.length > 0 && (
        <>
          <Answer tone="bad" icon={<OctagonX size={20} />} title={t.deploy.failed} lead={t.deploy.failedLead} actions={button} />
          <section className="panel p-4"><DeploymentProgress deployment={newest} /></section>
        </>
      )}
      {!isRunning && newest?.phase !== "failed" && waiting.length > 0 && <Answer tone="warn" icon={<CloudUpload size={20} />} title={t.deploy.pending(waiting.length)} lead={t.deploy.pendingLead} actions={button} />}
      {reviewing && <Suspense><Review onClose={() => setReviewing(false)} /></Suspense>}
    </>
  );
}
