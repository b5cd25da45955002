import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, CircleAlert, CircleDashed, LoaderCircle, OctagonX } from "lucide-react";

import { isOver } from "@/api/deploying";
import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Deployment } from "@/api/types";
import { cx } from "@/lib/cx";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { Button } from "../button";
import { saidText } from "@/lib/i18n/said/said";
import { cancelDeployment, refetchConfig } from "./requests";
import { useText } from "./text/use";

const STAGES = ["checking", "trying", "widening", "spreading", "done"] as const;
type Stage = (typeof STAGES)[number];

/** Which stages a deployment goes through: a few nodes have no tenth, and one node has nobody to follow it. */
function stagesOf({ nodes, few }: Deployment): readonly Stage[] {
  return STAGES.filter((stage) => (stage === "widening" ? few.length > 0 : stage === "spreading" ? nodes.length > 1 : true));
}

/** The stage that it is in, or in which it stopped. */
function reached({ phase, timeline }: Deployment): Stage {
  if (STAGES.includes(phase as Stage)) return phase as Stage;
  return (timeline.findLast(({ what }) => STAGES.includes(what as Stage))?.what ?? "checking") as Stage;
}

/** How a deployment goes: stage by stage, node by node, and where it stopped why. */
export function DeploymentProgress({ deployment }: { deployment: Deployment }) {
  const { t } = useText();
  const stages = stagesOf(deployment);
  const at = stages.indexOf(reached(deployment));
  const stopped = deployment.phase === "failed" || deployment.phase === "cancelled";
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3" data-testid="deployment" data-phase={deployment.phase}>
      <ol className="flex flex-wrap gap-x-5 gap-y-2" aria-live="polite">
        {stages.map((stage, i) => <StageMark key={stage} name={t.deploy.phases[stage]} state={i < at || deployment.phase === "done" ? "done" : i > at ? "waiting" : stopped ? "stopped" : "doing"} />)}
      </ol>
      <NodeChips deployment={deployment} />
      {stopped && <Stopped deployment={deployment} />}
      {!isOver(deployment) && <div><CancelButton id={deployment.id} /></div>}
    </div>
  );
}

const ICONS = { done: Check, doing: LoaderCircle, waiting: CircleDashed, stopped: OctagonX } as const;
const INK = { done: "text-okink", doing: "text-accent beat", waiting: "text-fg3", stopped: "text-badink" } as const;

function StageMark({ name, state }: { name: string; state: keyof typeof ICONS }) {
  const Icon = ICONS[state];
  return (
    <li aria-current={state === "doing" ? "step" : undefined} className={cx("flex items-center gap-1.5", state === "waiting" && "text-fg3", state === "doing" && "font-medium")}>
      <Icon size={15} aria-hidden="true" className={INK[state]} />{name}
    </li>
  );
}

const CHIP = { waiting: "text-fg3", checked: "text-fg2", applied: "text-okink", failed: "text-badink", away: "text-warnink" } as const;
const SHOWN = 60;

function NodeChips({ deployment: { nodes } }: { deployment: Deployment }) {
  const { t, f } = useText();
  return (
    <ul className="flex flex-wrap gap-1.5">
      {nodes.slice(0, SHOWN).map(({ id, name, status }) => (
        <li key={id} className="inline-flex max-w-full items-center gap-1.5 rounded-chip border border-line px-2 py-0.5 text-xs">
          <span className="cut">{name}</span><span className={CHIP[status]}>{t.deploy.statuses[status]}</span>
        </li>
      ))}
      {nodes.length > SHOWN && <li className="px-1 py-0.5 text-xs text-fg3">+{f.integer(nodes.length - SHOWN)}</li>}
    </ul>
  );
}

/** Where it stopped: the node, its NGINX's words, and the place in the document that they are about. */
function Stopped({ deployment: { nodes, reason } }: { deployment: Deployment }) {
  const { t, f, lang } = useText();
  const told = nodes.flatMap(({ name, problems }) => problems.map((problem) => ({ ...problem, name, said: saidText(problem, lang, f) })));
  return (
    <div role="alert" className="grid gap-1.5 rounded-ctl bg-sev3soft p-3">
      <p className="flex items-center gap-2 font-medium"><CircleAlert size={15} aria-hidden="true" className="text-badink" />{t.deploy.failedLead}</p>
      {told.length === 0 && <p lang="en" className="mono break-words">{reason}</p>}
      {told.map(({ name, file, line, said, field, field_line }) => (
        <p key={`${name} ${file} ${line} ${said}`} className="break-words">
          <b className="font-semibold">{name}</b>{" "}
          <span className="break-words">{said}</span>{" "}
          <span className="text-xs text-fg2">{t.deploy.at(field ? [field, field_line > 0 && t.deploy.line(field_line)].filter(Boolean).join(", ") : `${file}:${line}`)}</span>
        </p>
      ))}
    </div>
  );
}

function CancelButton({ id }: { id: string }) {
  const { t } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mutate, isPending } = useMutation({
    mutationFn: () => cancelDeployment(id),
    onSuccess: () => showToast({ tone: "done", title: t.deploy.cancelled }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => refetchConfig(client),
  });
  return <Button size="small" blocked={blocked} disabled={isPending} onClick={() => mutate()}>{t.deploy.cancel}</Button>;
}
