import { newest, type Values } from "@/api/metrics";
import type { Node } from "@/api/types";
import { Ago } from "@/components/age";
import type { Column } from "@/components/data-table/columns";
import { Spark } from "@/components/spark";
import { Beats, StateMark } from "@/components/status";
import { cx } from "@/lib/cx";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";
import { metricText } from "@/lib/metric";
import type { Fields } from "@/lib/token-filter";

import { HIGH } from "./strain";
import { type Texts, useText } from "./text/use";
import type { Trend } from "./trends";

/** A row: the node, and what it does. */
export interface Machine extends Trend {
  node: Node;
  memoryShare: number | null;
  state: Node["state"];
}

const GRAVITY: Record<Node["state"], number> = { down: 0, warn: 1, new: 2, ok: 3 };
export const FIELDS: Fields<Machine> = {
  name: { read: ({ node }) => node.name }, group: { read: ({ node }) => node.groups, whole: true }, state: { read: ({ state }) => state, whole: true }, agent: { read: ({ node }) => node.agent_version }, nginx: { read: ({ node }) => node.nginx_version },
};

const high = (share: number | null) => (share ?? 0) > HIGH;

export function columnsOf(t: Texts, f: Formats): readonly Column<Machine>[] {
  return [
    { id: "name", head: t.nodes.name, lead: true, sort: "ascending", token: "name", value: ({ node }) => node.name, render: ({ node }) => <span className="cut block font-medium" title={node.name}>{node.name}</span> },
    { id: "state", head: t.nodes.state, width: "150px", sort: "ascending", value: ({ state }) => GRAVITY[state], render: ({ node, state }) => <State node={node} state={state} /> },
    { id: "beats", head: t.nodes.beats, width: "128px", from: "xl", render: ({ node }) => <Beats beats={node.beats} label={t.nodes.beats} /> },
    { id: "rps", head: t.nodes.rps, width: "88px", align: "right", sort: "descending", value: ({ node }) => node.rps, render: ({ node }) => f.amount(node.rps) },
    { id: "cpu", head: t.nodes.cpu, width: "136px", align: "right", from: "md", sort: "descending", value: ({ node }) => node.cpu_share, render: ({ node, cpu }) => <Sparked values={cpu} text={f.percent(node.cpu_share)} alarming={high(node.cpu_share)} /> },
    { id: "memory", head: t.nodes.memory, width: "136px", align: "right", from: "md", sort: "descending", value: ({ memoryShare }) => memoryShare, render: ({ memory, memoryShare }) => <Sparked values={memory} text={f.percent(memoryShare)} alarming={high(memoryShare)} /> },
    { id: "disk", head: t.nodes.diskShort, width: "76px", align: "right", from: "lg", sort: "descending", value: ({ disk }) => disk, render: ({ disk }) => <span className={high(disk) ? "font-semibold text-badink" : ""}>{f.percent(disk)}</span> },
    { id: "network", head: t.nodes.network, width: "168px", align: "right", from: "lg", sort: "descending", value: ({ network }) => newest(network), render: ({ network }) => <Sparked values={network} text={metricText(newest(network), "bytes_per_second", { t, f })} wide /> },
    { id: "decisions", head: t.nodes.bans, width: "92px", align: "right", from: "xl", sort: "descending", value: ({ node }) => node.active_decisions, render: ({ node }) => f.integer(node.active_decisions) },
    { id: "reported", head: t.nodes.lastReport, width: "120px", align: "right", from: "md", sort: "descending", value: ({ node }) => node.last_report_at, render: ({ node }) => <span className="whitespace-nowrap text-fg2">{node.last_report_at ? <Ago at={unix(node.last_report_at)} /> : t.nodes.never}</span> },
    { id: "groups", head: t.nodes.groups, extra: true, token: "group", value: ({ node }) => node.groups.join(" "), render: ({ node }) => <span className="cut block text-fg2">{node.groups.join(", ") || "—"}</span> },
    { id: "agent", head: t.nodes.version, width: "96px", extra: true, sort: "ascending", token: "agent", value: ({ node }) => node.agent_version, render: ({ node }) => <span className={node.agent_is_older ? "text-warnink" : ""} title={node.agent_is_older ? t.nodes.older.word : undefined}>{node.agent_version || "—"}</span> },
    { id: "nginx", head: t.nodes.nginx, width: "96px", extra: true, sort: "ascending", token: "nginx", value: ({ node }) => node.nginx_version, render: ({ node }) => node.nginx_version || "—" },
    { id: "load", head: t.nodes.load, width: "96px", align: "right", extra: true, sort: "descending", value: ({ node }) => node.load_1m, render: ({ node }) => (node.load_1m === null ? "—" : f.decimal(node.load_1m, 2)) },
    { id: "uptime", head: t.nodes.uptime, width: "112px", align: "right", extra: true, sort: "descending", value: ({ node }) => node.uptime_seconds, render: ({ node }) => (node.uptime_seconds === null ? "—" : f.span(node.uptime_seconds)) },
  ];
}

/** How a node is, by shape and word. */
export function State({ node, state }: Pick<Machine, "node" | "state">) {
  const { t } = useText();
  return <span className="inline-flex items-center gap-2 whitespace-nowrap"><StateMark state={state} />{state === node.state ? t.nodeState[state] : t.nodes.troubled}</span>;
}

/** A value with its recent past; grey while it is usual. */
function Sparked({ values, text, alarming = false, wide = false }: { values: Values; text: string; alarming?: boolean; wide?: boolean }) {
  return (
    <span className="flex items-center justify-end gap-2">
      <Spark values={values} color={alarming ? "var(--sev3)" : "var(--fg-3)"} height={24} />
      <span className={cx("text-right whitespace-nowrap", wide ? "w-20" : "w-11", alarming && "font-semibold text-badink")}>{text}</span>
    </span>
  );
}
