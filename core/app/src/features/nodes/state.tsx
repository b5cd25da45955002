import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Box } from "lucide-react";

import { may, session } from "@/api/session";
import type { Container, Node } from "@/api/types";
import { Ago } from "@/components/age";
import { Facts } from "@/components/facts";
import { Skeleton } from "@/components/states";
import { Beats } from "@/components/status";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";

import { Alarms } from "./alarms";
import { Drain } from "./drain-panel";
import { Groups } from "./groups";
import { Key } from "./key";
import { Nginx } from "./nginx";
import { errorsQuery, inventoryQuery } from "./requests";
import { Remove } from "./remove";
import { useText } from "./text/use";

/** How a node is: its reports, its NGINX, what runs on it, what went wrong, and what can be changed. */
export function StatePane({ node }: { node: Node }) {
  return (
    <>
      <Alarms nodes={[node]} node={node.id} />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-3 xl:grid-cols-[repeat(2,minmax(0,1fr))]">
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3"><Nginx node={node} /><Errors node={node} /><Drain node={node} /></div>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3"><Reports node={node} /><Containers node={node} /><section className="panel min-w-0 p-4"><Groups node={node} /></section><Key node={node} /><Remove node={node} /></div>
      </div>
    </>
  );
}

function Reports({ node }: { node: Node }) {
  const { t, f } = useText();
  const memory = node.memory_used_bytes !== null && node.memory_total_bytes !== null ? `${f.bytes(node.memory_used_bytes)} / ${f.bytes(node.memory_total_bytes)}` : "—";
  return (
    <section className="panel grid min-w-0 gap-4 p-4">
      <div className="grid gap-1.5"><h2 className="text-md font-semibold">{t.nodes.reportsLine}</h2><Beats beats={node.beats} label={t.nodes.beats} /></div>
      <Facts rows={[
        [t.nodes.lastReport, node.last_report_at ? <Ago key="last" at={unix(node.last_report_at)} /> : t.nodes.never], [t.nodes.version, node.agent_is_older ? <>{node.agent_version} <span className="text-warnink">{t.nodes.older.word}</span></> : node.agent_version || "—"],
        [t.nodes.agentCpu, f.percent(node.agent_cpu_share)], [t.nodes.agentMemory, f.bytes(node.agent_rss_bytes)], [t.nodes.load, node.load_1m === null ? "—" : f.decimal(node.load_1m, 2)],
        [t.nodes.memory, memory], [t.nodes.uptime, node.uptime_seconds === null ? "—" : f.span(node.uptime_seconds)],
        [t.nodes.lines, f.integer(node.lines)], [t.nodes.malformed, f.integer(node.malformed)], [t.nodes.dropped, f.integer(node.reports_dropped)],
        [t.nodes.active, f.integer(node.active_decisions)], [t.nodes.pending, f.integer(node.pending_actions)],
        [t.nodes.logs, <span key="logs" className="mono text-xs break-all">{node.logs.join(", ") || "—"}</span>], [t.nodes.id, <span key="id" className="mono text-xs">{node.id}</span>], [t.nodes.created, f.moment(unix(node.created_at))],
      ]} />
      {node.malformed_samples.length > 0 && (
        <section>
          <h3 className="label mb-1.5">{t.nodes.malformedSamples}</h3>
          <ul className="grid gap-1">{node.malformed_samples.map((sample) => <li key={sample} title={sample} className="mono cut rounded-chip bg-bg px-2 py-1 text-xs">{sample}</li>)}</ul>
        </section>
      )}
    </section>
  );
}

const MOST_CONTAINERS = 12;
const RANK: Record<string, number> = { restarting: 0, dead: 0, exited: 1, paused: 2 };
const rankOf = ({ state, health }: Container) => (health === "unhealthy" ? 0 : (RANK[state] ?? 3));

function Containers({ node }: { node: Node }) {
  const { t } = useText();
  const { data } = useQuery(inventoryQuery(node.id));
  const containers = data?.containers.toSorted((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name)) ?? [];
  return (
    <section className="panel min-w-0 p-4">
      <div className="mb-1.5 flex items-center gap-2"><h2 className="flex-1 text-md font-semibold">{t.nodes.containersTitle} {containers.length > 0 && <span className="num text-xs font-normal text-fg3">{containers.length}</span>}</h2><Link to="/containers" search={{ node: node.name } as never} className="inline-flex min-h-7 items-center text-xs text-accent hover:underline">{t.nodes.toContainers}</Link></div>
      {!data && <Skeleton className="h-24" />}
      {data && containers.length === 0 && <p className="text-fg2">{t.nodes.noContainers}</p>}
      <ul>
        {containers.slice(0, MOST_CONTAINERS).map((each) => (
          <li key={each.id} className="num flex min-h-8 items-center gap-2">
            <Box size={14} aria-hidden="true" className="shrink-0 text-fg3" />
            <Link to="/containers" search={{ open: `${node.id}/${each.name}` } as never} className="cut min-w-0 flex-1 hover:text-accent hover:underline">{each.name}</Link>
            <span className="text-xs text-fg3">{each.service}</span>
            <span className={rankOf(each) === 0 ? "text-xs font-semibold text-badink" : "text-xs text-fg2"}>{each.health || each.state}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Errors({ node }: { node: Node }) {
  const { t, f } = useText();
  const allowed = may(useStore(session), "logs");
  const { data, isError } = useQuery({ ...errorsQuery(node.id), enabled: allowed && node.state !== "down" && node.state !== "new" });
  const sources = data?.sources ?? [];
  return (
    <section className="panel min-w-0 p-4">
      <div className="flex items-center gap-2"><h2 className="flex-1 text-md font-semibold">{t.nodes.errorsTitle}</h2>{sources.length > 0 && <Link to="/logs" search={{ source: sources, level: ["error", "fatal"] } as never} className="inline-flex min-h-7 items-center text-xs text-accent hover:underline">{t.nodes.toLogs}</Link>}</div>
      <p className="mb-1.5 text-xs text-fg3">{t.nodes.errorsLead}</p>
      {!allowed && <p className="text-fg2">{t.nodes.needsLogs}</p>}
      {allowed && !data && !isError && node.state === "ok" && <p className="text-fg2">{t.nodes.readingLogs}</p>}
      {data?.lines.length === 0 && <p className="text-fg2">{t.nodes.noErrors}</p>}
      <ol className="grid gap-0.5">
        {data?.lines.map((line) => (
          <li key={`${line.source} ${line.id}`} className="log flex min-w-0 gap-2 text-xs"><time dateTime={new Date(line.at * 1000).toISOString()} className="num shrink-0 text-fg3">{f.clock(line.at)}</time><span lang="en" className="line-clamp-2 min-w-0 flex-1 break-all" title={line.text.slice(0, 2000)}>{line.text.split("\n")[0]?.slice(0, 400)}</span></li>
        ))}
      </ol>
    </section>
  );
}
