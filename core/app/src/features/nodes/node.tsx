import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, CircleCheck, CircleDashed, ServerOff, TriangleAlert } from "lucide-react";

import { nodeQuery } from "@/api/nodes";
import { ApiError } from "@/api/problem";
import type { Node } from "@/api/types";
import { Answer, type Tone } from "@/components/answer";
import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Failure, Skeleton } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { PANES, useChangeSearch, useViewSearch } from "@/lib/view";

import { ChangesPane } from "./changes";
import { Checks } from "./checks";
import { Figures } from "./figures";
import { useMachine } from "./machine";
import { MachinesPane } from "./machines";
import { MetricsPane } from "./metrics";
import { ProcessesPane } from "./processes";
import { StatePane } from "./state";
import { useText } from "./text/use";
import { stateWith, useTroubles } from "./troubles";

const SHOWN = { metrics: MetricsPane, processes: ProcessesPane, changes: ChangesPane, machines: MachinesPane };

/** One machine: whether it is well, whether it runs what it should, and what can be done about it. */
export default function NodeScreen() {
  const { t } = useText();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { data: node, error, refetch } = useQuery({ ...nodeQuery(id), retry: 1 });
  const back = <Link to="/nodes" className="inline-flex min-h-7 items-center gap-1.5 hover:text-fg"><ArrowLeft size={14} aria-hidden="true" />{t.nodes.backToAll}</Link>;
  if (!node) {
    return (
      <Page lead={back}>
        <section className="panel">
          {error instanceof ApiError && [403, 404].includes(error.status) ? <Empty icon={<ServerOff size={18} />} title={t.nodes.notThere} lead={t.nodes.notThereLead} /> : error ? <Failure error={error} onRetry={() => void refetch()} /> : <div className="p-4"><Skeleton className="h-[600px]" /></div>}
        </section>
      </Page>
    );
  }
  return (
    <Page lead={back}>
      <How node={node} />
      {node.state === "down" && <Checks />}
      <Figures node={node} />
      <Panes node={node} />
    </Page>
  );
}

const LOOKS: Record<Node["state"], { tone: Tone; icon: typeof CircleCheck }> = {
  ok: { tone: "ok", icon: CircleCheck }, warn: { tone: "warn", icon: TriangleAlert }, down: { tone: "bad", icon: ServerOff }, new: { tone: "off", icon: CircleDashed },
};

const MOST_SAID = 3;

/** The answer before anything else. */
function How({ node }: { node: Node }) {
  const { t, f } = useText();
  const machine = useMachine(node);
  const troubles = useTroubles(node.id)(node, machine);
  const state = stateWith(node, troubles);
  const { tone, icon: Icon } = LOOKS[state];
  const last = node.last_report_at ? unix(node.last_report_at) : 0;
  const leads = {
    ok: t.nodes.okLead(f.amount(node.rps), node.agent_version), warn: t.nodes.warnLead, new: t.nodes.newLead, down: t.nodes.downLead(f.moment(last), f.ago(nowSeconds() - last)),
  };
  const lead = state === node.state ? leads[state] : troubles.said.slice(0, MOST_SAID).join(" ");
  return <Answer tone={state === "warn" && troubles.isGrave ? "bad" : tone} icon={<Icon size={20} />} title={t.nodes.is[state](node.name)} lead={lead} />;
}

function Panes({ node }: { node: Node }) {
  const { t } = useText();
  const { pane } = useViewSearch();
  const change = useChangeSearch();
  const Pane = pane && SHOWN[pane];
  return (
    <>
      <div><Segmented label={t.nodes.panes.label} value={pane ?? "state"} options={(["state", ...PANES] as const).map((value) => ({ value, label: t.nodes.panes[value] }))} onChange={(value) => change({ pane: value === "state" ? undefined : value })} /></div>
      {Pane && pane ? <section className="panel relative min-w-0 p-4"><h2 className="sr-only">{t.nodes.panes[pane]}</h2><Pane node={node.id} /></section> : <StatePane node={node} />}
    </>
  );
}
