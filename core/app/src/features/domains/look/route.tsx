import { Link } from "@tanstack/react-router";
import { Box, ChevronRight, Globe, Server, Waypoints } from "lucide-react";
import type { ReactNode } from "react";

import type { ProxiedMember } from "@/api/types";
import { StateMark } from "@/components/status";
import { conditionOf } from "@/lib/members";

import { useText } from "../text/use";
import type { Domain } from "../use-domains";

const SHOWN = 6;

/** The way of a request: names, nodes, service, members, each a step that leads to its own place. */
export function RoutePanel({ domain: { spec, service } }: { domain: Domain }) {
  const { t, f } = useText();
  const members = service?.members ?? [];
  return (
    <section aria-label={t.domains.way.title} className="panel p-4">
      <h2 className="mb-3 font-semibold">{t.domains.way.title}</h2>
      <ol className="flex items-stretch gap-2 max-md:flex-col">
        <Step icon={<Globe size={15} />} title={t.domains.way.visitors}>{spec.names.slice(0, 4).map((name) => <p key={name} className="cut" title={name}>{name}</p>)}{spec.names.length > 4 && <p className="text-fg3">{t.domains.moreNames(spec.names.length - 4)}</p>}</Step>
        {spec.entries.length > 0 && <Step icon={<Server size={15} />} title={t.domains.way.entries}>{spec.entries.map((node) => <p key={node} className="cut">{node}</p>)}</Step>}
        <Step icon={<Server size={15} />} title={t.domains.way.nodes}>{spec.nodes.length === 0 ? <p className="text-badink">{t.domains.way.noNodes}</p> : spec.nodes.slice(0, SHOWN).map((node) => <p key={node} className="cut">{node}</p>)}{spec.nodes.length > SHOWN && <p className="text-fg3">{t.domains.nodeCount(spec.nodes.length)}</p>}</Step>
        <Step icon={<Waypoints size={15} />} title={t.domains.way.service}><Link to="/services/$name" params={{ name: spec.service }} className="cut block hover:text-accent hover:underline">{spec.service}</Link>{service && <p className="text-xs text-fg3">{t.domains.way.methods[service.method]}</p>}</Step>
        <Step icon={<Box size={15} />} title={t.domains.way.members} last>
          {members.length === 0 && <p className="text-badink">{t.domains.way.noMembers}</p>}
          {members.slice(0, SHOWN).map((member) => <Member key={member.name} member={member} share={f.percent(member.share)} />)}
          {members.length > SHOWN && <p className="text-fg3">{t.domains.way.more(members.length - SHOWN)}</p>}
        </Step>
      </ol>
    </section>
  );
}

function Step({ icon, title, last = false, children }: { icon: ReactNode; title: string; last?: boolean; children: ReactNode }) {
  return (
    <li className="flex min-w-0 flex-1 items-center gap-2 max-md:flex-col max-md:items-stretch">
      <div className="h-full min-w-0 flex-1 rounded-ctl border border-line bg-bg p-3">
        <p className="mb-1 flex items-center gap-1.5 text-xs text-fg2"><span aria-hidden="true" className="text-fg3">{icon}</span>{title}</p>
        {children}
      </div>
      {!last && <ChevronRight size={16} aria-hidden="true" className="shrink-0 self-center text-fg3 max-md:rotate-90" />}
    </li>
  );
}

const MARKS = { well: "ok", unwell: "down", unknown: "new", draining: "new" } as const;

function Member({ member, share }: { member: ProxiedMember; share: string }) {
  return <p className="num flex min-w-0 items-center gap-2"><StateMark state={MARKS[conditionOf(member)]} /><span className="mono cut flex-1" title={member.place}>{member.place}</span>{member.share !== null && <span className="text-xs text-fg3">{share}</span>}</p>;
}
