import { Link } from "@tanstack/react-router";

import type { NodeBrief } from "@/api/types";
import { useText } from "@/lib/i18n/react";

import { Beats, StateMark } from "./status";

/** Every node at a glance; the ones that need a look keep a full-strength name. */
export function FleetStrip({ nodes }: { nodes: readonly NodeBrief[] | undefined }) {
  const { t } = useText();
  const healthy = nodes?.filter((node) => node.state === "ok").length ?? 0;
  return (
    <section aria-labelledby="fleet-title" className="panel flex min-h-[70px] min-w-0 overflow-hidden">
      <div className="w-[132px] shrink-0 self-center px-4 max-md:w-[116px] max-md:px-3">
        <h2 id="fleet-title" className="text-md font-semibold">{t.fleet.title}</h2>
        <p className="num text-xs text-fg3">{nodes && (nodes.length > 0 ? t.fleet.healthy(healthy, nodes.length) : t.fleet.none)}</p>
      </div>
      <ul className="relative flex min-w-0 flex-1 overflow-x-auto">{nodes?.map((node) => <Node key={node.id} node={node} />)}</ul>
    </section>
  );
}

function Node({ node }: { node: NodeBrief }) {
  const { t, f } = useText();
  const known = node.beats.filter((share): share is number => share !== null);
  const came = known.length > 0 ? known.reduce((sum, share) => sum + share, 0) / known.length : 0;
  return (
    <li className="min-w-[132px] max-w-[200px] flex-1 border-l border-line">
      <Link to="/nodes/$id" params={{ id: node.id }} title={`${node.name}: ${t.nodeState[node.state]}`} className="grid gap-1 px-3 py-2 hover:bg-hover">
        <span className="flex items-center gap-1.5">
          <StateMark state={node.state} />
          <span className={node.state === "ok" ? "cut text-fg2" : "cut font-medium"}>{node.name}</span>
        </span>
        <Beats beats={node.beats} label={t.nodes.beatsLabel(f.percent(came))} />
        <span className="num flex justify-between gap-2 text-xs text-fg3">
          {node.state === "ok" || node.state === "warn" ? <><span className="whitespace-nowrap">{t.fleet.cpu(f.percent(node.cpu_share))}</span><span className="cut">{t.fleet.rps(f.amount(node.rps))}</span></> : t.nodeState[node.state]}
        </span>
      </Link>
    </li>
  );
}
