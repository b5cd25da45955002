import type { ProxiedService, Service } from "@/api/types";
import type { Column } from "@/components/data-table/columns";
import type { Formats } from "@/lib/format";
import { answering } from "@/lib/members";
import type { Fields } from "@/lib/token-filter";

import { Condition } from "./condition";
import { ModeField, StepField } from "./protection";
import type { Texts } from "./text/use";

/** One service: as it was heard of, as it is configured, or both. */
export interface Known {
  name: string;
  heard: Service | undefined;
  proxied: ProxiedService | undefined;
}

export const FIELDS: Fields<Known> = {
  name: { read: ({ name }) => name }, domain: { read: ({ proxied }) => proxied?.domains ?? [] }, node: { read: ({ proxied }) => proxied?.nodes ?? [] }, mode: { read: ({ heard }) => heard?.mode ?? "", whole: true },
};

/** From which share of failing answers on somebody should look. */
const MANY_ERRORS = 0.01;

/** What part of its members is not well: nobody well first, what is not configured here last. */
const gravityOf = ({ proxied }: Known): number | null => {
  if (!proxied) return null;
  const { well, all } = answering(proxied);
  return all === 0 ? 0 : well / all;
};

export function columnsOf(t: Texts, f: Formats): readonly Column<Known>[] {
  return [
    { id: "name", head: t.services.name, lead: true, sort: "ascending", token: "name", value: ({ name }) => name, render: (row) => <Name {...row} /> },
    { id: "members", head: t.services.members, width: "190px", sort: "ascending", value: gravityOf, render: ({ proxied }) => (proxied ? <span className="whitespace-nowrap"><Condition service={proxied} /></span> : <span className="text-fg3">{t.services.notConfigured}</span>) },
    { id: "rps", head: t.services.rps, width: "92px", align: "right", sort: "descending", value: ({ heard }) => heard?.rps ?? null, render: ({ heard }) => f.amount(heard?.rps) },
    { id: "errors", head: t.services.errors, width: "104px", align: "right", from: "lg", sort: "descending", value: ({ heard }) => heard?.errors_5xx_share ?? null, render: ({ heard }) => <span className={(heard?.errors_5xx_share ?? 0) > MANY_ERRORS ? "font-semibold text-badink" : ""}>{f.percent(heard?.errors_5xx_share)}</span> },
    { id: "latency", head: t.services.latency, width: "124px", align: "right", from: "lg", sort: "descending", value: ({ heard }) => heard?.latency_p95_ms ?? null, render: ({ heard }) => (heard?.latency_p95_ms == null ? "—" : f.ms(heard.latency_p95_ms)) },
    { id: "mode", head: t.services.mode, width: "266px", from: "md", sort: "ascending", value: ({ heard }) => heard?.mode ?? null, render: ({ heard }) => (heard ? <ModeField service={heard} /> : <span className="text-fg3">{t.services.notHeard}</span>) },
    { id: "step", head: t.services.maxStep, width: "190px", from: "lg", value: ({ heard }) => heard?.max_step ?? null, render: ({ heard }) => (heard ? <StepField service={heard} /> : <span className="text-fg3">—</span>) },
    { id: "nodes", head: t.services.topology.nodes, extra: true, token: "node", value: ({ proxied }) => proxied?.nodes.join(" ") ?? null, render: ({ proxied }) => <span className="cut block text-fg2">{proxied?.nodes.join(", ") || "—"}</span> },
  ];
}

function Name({ name, proxied }: Known) {
  const others = proxied?.domains.some((domain) => domain !== name) ? proxied.domains.join(", ") : "";
  return <span className="block min-w-0"><span className="cut block font-medium" title={name}>{name}</span>{others && <span className="cut block text-xs font-normal text-fg3" title={others}>{others}</span>}</span>;
}
