import { newest, placeOf, type Values } from "@/api/metrics";
import type { Container } from "@/api/types";
import { Ago } from "@/components/age";
import type { Column } from "@/components/data-table/columns";
import { Spark } from "@/components/spark";
import { StateMark } from "@/components/status";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";
import type { Group } from "@/lib/view";

import { Actions } from "./actions";
import { markOf } from "./groups";
import type { Texts } from "./text/use";

export const CPU = "container.cpu_share";
export const MEMORY = "container.memory_used_bytes";

export const stateText = ({ state, health, exit_code }: Container, t: Texts): string => {
  const said = (t.containers.states as Record<string, string>)[state] ?? state;
  if (state === "exited") return `${said} (${exit_code})`;
  return health ? `${said}, ${(t.containers.healths as Record<string, string>)[health] ?? health}` : said;
};

export const portText = ({ private: inner, protocol, public: outer }: Container["ports"][number]): string =>
  `${outer === null ? "" : `${outer}→`}${inner}${protocol === "tcp" ? "" : `/${protocol}`}`;

const portsText = ({ ports }: Container): string => ports.map(portText).join(" ");

const textColumn = (id: string, head: string, read: (row: Container) => string): Column<Container> =>
  ({ id, head, width: "150px", extra: true, sort: "ascending", token: id, value: read, render: (row) => <span className="cut block" title={read(row)}>{read(row) || "—"}</span> });

/** The columns of containers, which stand in groups; `values` is what they used lately, by its place. */
export function columnsOf(t: Texts, f: Formats, group: Group, values: ReadonlyMap<string, Values>): readonly Column<Container>[] {
  const { containers } = t;
  const used = ({ node, name }: Container, metric: string) => values.get(placeOf(node, name, metric)) ?? [];
  const load = (row: Container, metric: string, said: string) => <span className="flex items-center justify-end gap-2"><Spark values={used(row, metric)} color="var(--s1)" height={24} /><span className="w-16 text-right whitespace-nowrap">{said}</span></span>;
  return [
    { id: "name", head: containers.name, lead: true, sort: "ascending", token: "name", value: (row) => row.name, render: (row) => <Name container={row} node={group !== "node"} t={t} /> },
    { id: "state", head: containers.state, width: "17%", from: "md", sort: "ascending", token: "state", value: (row) => row.state, render: (row) => <span className="flex items-center gap-2"><StateMark state={markOf(row)} /><span>{stateText(row, t)}{row.oom_killed && <b className="ml-1.5 font-semibold text-badink">OOM</b>}</span></span> },
    { id: "restarts", head: containers.restarts, width: "90px", align: "right", from: "md", sort: "descending", token: "restarts", value: (row) => row.restarts, render: (row) => <span className={row.restarts > 0 ? "text-warnink" : "text-fg3"}>{f.integer(row.restarts)}</span> },
    { id: "cpu", head: containers.cpu, width: "166px", align: "right", from: "lg", sort: "descending", token: "cpu", value: (row) => newest(used(row, CPU)), render: (row) => load(row, CPU, f.percent(newest(used(row, CPU)))) },
    { id: "memory", head: containers.memory, width: "166px", align: "right", from: "lg", sort: "descending", token: "memory", value: (row) => newest(used(row, MEMORY)), render: (row) => <span title={limitOf(row, t, f)}>{load(row, MEMORY, f.bytes(newest(used(row, MEMORY))))}</span> },
    { id: "ports", head: containers.ports, width: "12%", from: "xl", value: portsText, render: (row) => <span className="mono cut block text-xs text-fg2">{portsText(row) || "—"}</span> },
    textColumn("node", containers.node, (row) => row.node_name), textColumn("image", containers.image, (row) => row.image),
    textColumn("project", containers.project, (row) => row.project), textColumn("service", containers.service, (row) => row.service),
    { id: "acts", head: t.sources.action, heading: <span className="sr-only">{t.sources.action}</span>, width: "132px", align: "right", fixed: true, render: (row) => <Actions container={row} /> },
  ];
}

function limitOf({ limits }: Container, t: Texts, f: Formats): string | undefined {
  const most = limits["memory_bytes"];
  return most ? `${t.containers.limit}: ${f.bytes(most)}` : undefined;
}

/** What it is called, and what it was made of; on a phone how it is. The node is said where it is not the heading. */
function Name({ container, node, t }: { container: Container; node: boolean; t: Texts }) {
  const { name, node_name, image, image_created_at: made } = container;
  return (
    <>
      <span className="cut block font-medium">{name}</span>
      <span className="cut block text-xs text-fg3" title={image}>{node && `${node_name} · `}{image}{made && <> · <Ago at={unix(made)} /></>}</span>
      <span className="mt-1 flex items-center gap-2 text-xs md:hidden"><StateMark state={markOf(container)} />{stateText(container, t)}</span>
    </>
  );
}
