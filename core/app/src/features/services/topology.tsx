import { Link } from "@tanstack/react-router";
import { Box, Globe, Server } from "lucide-react";
import type { ReactNode } from "react";

import type { ProxiedService } from "@/api/types";
import { StateMark } from "@/components/status";
import { conditionOf } from "@/lib/members";

import { useText } from "./text/use";

const SHOWN = 8;
const MARKS = { well: "ok", unwell: "down", unknown: "new", draining: "new" } as const;

/** Who leads here, where it is served, and who answers. */
export function Topology({ service: { domains, nodes, members, method } }: { service: ProxiedService }) {
  const { t, f } = useText();
  const w = t.services.topology;
  return (
    <section aria-label={w.title} className="panel p-4">
      <h2 className="mb-3 font-semibold">{w.title}</h2>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 md:grid-cols-3">
        <Column icon={<Globe size={15} />} title={w.domains} more={domains.length - SHOWN}>
          {domains.length === 0 && <p className="text-fg3">{w.noDomains}</p>}
          {domains.slice(0, SHOWN).map((name) => <Link key={name} to="/domains/$name" params={{ name }} className="cut block min-h-6 hover:text-accent hover:underline">{name}</Link>)}
        </Column>
        <Column icon={<Server size={15} />} title={w.nodes} more={nodes.length - SHOWN}>{nodes.length === 0 ? <p className="text-fg3">{w.noNodes}</p> : nodes.slice(0, SHOWN).map((name) => <p key={name} className="cut min-h-6">{name}</p>)}</Column>
        <Column icon={<Box size={15} />} title={w.members(w.methods[method])} more={members.length - SHOWN}>
          {members.length === 0 && <p className="text-badink">{t.services.noMembers}</p>}
          {members.slice(0, SHOWN).map((member) => <p key={member.name} className="num flex min-h-6 min-w-0 items-center gap-2"><StateMark state={MARKS[conditionOf(member)]} /><span className="cut flex-1">{member.name} <span className="mono text-fg3">{member.place}</span></span><b className="font-semibold">{f.percent(member.share)}</b></p>)}
        </Column>
      </div>
    </section>
  );
}

function Column({ icon, title, more, children }: { icon: ReactNode; title: string; more: number; children: ReactNode }) {
  const { t } = useText();
  return (
    <div className="min-w-0 rounded-ctl border border-line bg-bg p-3">
      <p className="mb-1.5 flex items-center gap-1.5 text-xs text-fg2"><span aria-hidden="true" className="text-fg3">{icon}</span>{title}</p>
      {children}
      {more > 0 && <p className="text-xs text-fg3">{t.services.topology.more(more)}</p>}
    </div>
  );
}
