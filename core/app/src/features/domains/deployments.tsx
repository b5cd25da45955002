import { useQuery } from "@tanstack/react-query";
import { CloudUpload } from "lucide-react";

import { may, session } from "@/api/session";
import type { Deployment, ProxyNode } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { behindText } from "@/components/deploying/behind";
import { DeploymentProgress } from "@/components/deploying/progress";
import { deploymentQuery, deploymentsQuery, proxyNodesQuery } from "@/components/deploying/requests";
import { useRollBack } from "@/components/deploying/use-deploy";
import { cell, headCell } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { StateMark } from "@/components/status";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { useText } from "./text/use";

const SHOWN = 50;

/** What runs where, and every deployment with what came of it. */
export default function Deployments() {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const { data: nodes } = useQuery(proxyNodesQuery);
  const { data, error, refetch } = useQuery(deploymentsQuery(SHOWN));
  const current = data?.find(({ phase }) => phase === "done")?.id;
  return (
    <>
      <section aria-label={t.domains.runs.title} className="panel overflow-x-auto">
        <h2 className="px-4 pt-3 font-semibold">{t.domains.runs.title}</h2>
        {!nodes && <div className="p-4"><Skeleton className="h-16" /></div>}
        {nodes && <NodeTable nodes={nodes} />}
      </section>
      <section aria-label={t.domains.parts.deployments} className="panel overflow-x-auto">
        {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
        {!data && !error && <div className="p-4"><Skeleton className="h-48" /></div>}
        {data?.length === 0 && <Empty icon={<CloudUpload size={18} />} title={t.deploy.none} lead={t.deploy.noneLead} />}
        {data && data.length > 0 && (
          <table className="num w-full border-collapse">
            <thead><tr>
              <th scope="col" className={headCell}>{t.domains.runs.revision}</th><th scope="col" className={headCell}>{t.deploy.state}</th>
              <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.domains.runs.note}</th><th scope="col" className={cx(headCell, "max-md:hidden")}>{t.domains.runs.who}</th><th scope="col" className={cx(headCell, "text-right!")}>{t.deploy.when}</th>
            </tr></thead>
            {data.map((each) => <Row key={each.id} deployment={each} current={each.id === current} open={open === each.id} onOpen={() => change({ open: open === each.id ? undefined : each.id })} />)}
          </table>
        )}
      </section>
    </>
  );
}

function NodeTable({ nodes }: { nodes: readonly ProxyNode[] }) {
  const { t, f, lang } = useText();
  return (
    <table className="num w-full border-collapse">
      <thead><tr><th scope="col" className={headCell}>{t.domains.runs.node}</th><th scope="col" className={headCell}>{t.deploy.state}</th><th scope="col" className={cx(headCell, "max-md:hidden")}>{t.domains.runs.revision}</th><th scope="col" className={cx(headCell, "max-md:hidden")}>{t.domains.runs.since}</th><th scope="col" className={cx(headCell, "text-right! max-md:hidden")}>{t.domains.runs.reloads}</th></tr></thead>
      <tbody>
        {nodes.map((node) => (
          <tr key={node.id} className="border-t border-line">
            <th scope="row" className={cx(cell, "text-left font-medium")}>{node.name}</th>
            <td className={cell}><span className="flex items-center gap-2"><StateMark state={node.in_sync ? "ok" : node.trouble || node.problems.length > 0 ? "down" : "warn"} /><span className="inline-block min-w-0 break-words first-letter:uppercase">{node.in_sync ? t.domains.runs.inSync : behindText(node.why, lang, f)}</span></span></td>
            <td className={cx(cell, "max-md:hidden")}>{node.revision > 0 ? f.integer(node.revision) : "—"}</td>
            <td className={cx(cell, "text-fg2 max-md:hidden")}>{node.confirmed_at ? <Ago at={unix(node.confirmed_at)} /> : "—"}</td>
            <td className={cx(cell, "text-right max-md:hidden")}>{f.integer(node.reloads)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const MARK = { done: "ok", failed: "down", cancelled: "new", checking: "warn", trying: "warn", widening: "warn", spreading: "warn" } as const;

function Row({ deployment, current, open, onOpen }: { deployment: Deployment; current: boolean; open: boolean; onOpen: () => void }) {
  const { t, f } = useText();
  const { revision, phase, note, started_by, started_at } = deployment;
  return (
    <tbody className="border-t border-line">
      <tr className="hover:bg-hover">
        <th scope="row" className={cx(cell, "text-left font-medium whitespace-nowrap")}>
          <button type="button" aria-expanded={open} aria-label={t.deploy.details(revision)} onClick={onOpen} className="min-h-7 hover:text-accent hover:underline">{t.deploy.revision(revision)}</button>
          {current && <span className="ml-2 rounded-chip bg-oksoft px-1.5 py-0.5 text-xs text-okink">{t.deploy.current}</span>}
        </th>
        <td className={cell}><span className="inline-flex items-center gap-2"><StateMark state={MARK[phase]} />{t.deploy.phases[phase]}</span></td>
        <td className={cx(cell, "max-w-0 w-[34%] text-fg2 max-md:hidden")}><span className="cut block" title={note}>{note || "—"}</span></td>
        <td className={cx(cell, "text-fg2 max-md:hidden")}>{started_by}</td>
        <td className={cx(cell, "text-right whitespace-nowrap text-fg2")} title={f.moment(unix(started_at))}><Ago at={unix(started_at)} /></td>
      </tr>
      {open && <tr><td colSpan={5} className="border-t border-line bg-hover p-4"><Details deployment={deployment} current={current} /></td></tr>}
    </tbody>
  );
}

function Details({ deployment: known, current }: { deployment: Deployment; current: boolean }) {
  const { t, f } = useText();
  const { data } = useQuery(deploymentQuery(known.id));
  const rollBack = useRollBack();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const deployment = data ?? known;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
      <DeploymentProgress deployment={deployment} />
      <section>
        <h3 className="label mb-1.5">{t.deploy.steps}</h3>
        <ol className="grid gap-1">
          {deployment.timeline.map(({ at, what, node, detail }) => (
            <li key={`${at} ${what} ${node}`} className="flex gap-3"><span className="w-20 shrink-0 text-fg3">{f.clock(unix(at))}</span><span className="min-w-0 break-words">{node && <b className="font-semibold">{node}: </b>}{t.deploy.events[what] ?? what}{detail && <span lang="en" className="mono text-fg2"> {detail}</span>}</span></li>
          ))}
        </ol>
      </section>
      {deployment.phase === "done" && !current && <div><Button blocked={blocked} disabled={rollBack.isPending} onClick={() => rollBack.mutate(deployment.revision)}>{t.deploy.rollBackTo(deployment.revision)}</Button></div>}
    </div>
  );
}
