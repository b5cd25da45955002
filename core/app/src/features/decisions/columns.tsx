import type { Decision } from "@/api/types";
import type { Column } from "@/components/data-table/columns";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";

import { type Acts, DecisionActs } from "./actions";
import { DeciderCell, EndCell, NodesCell, RefusedCell, SourceCell, TypeBadge, WhyCell } from "./cells";
import { effectOf } from "./effects";
import { deciderOf, whyOf } from "./fields";
import type { Show } from "./requests";
import type { Texts } from "./text/use";

/** What the list of decisions shows; what decisions do is known only of those that hold. */
export function columnsOf(show: Show, acts: Acts, t: Texts, f: Formats): readonly Column<Decision>[] {
  const now = show === "active";
  const always: Column<Decision>[] = [
    { id: "source", head: t.decisions.source, lead: true, width: "16%", sort: "ascending", token: "source", value: (row) => row.value, render: (row) => <SourceCell decision={row} /> },
    { id: "type", head: t.decisions.type, width: "132px", from: "md", sort: "ascending", token: "type", value: (row) => row.type, render: (row) => <TypeBadge decision={row} /> },
    { id: "why", head: t.decisions.reason, from: "xl", value: (row) => whyOf(row, t, f).filter(Boolean).join(": "), render: (row) => <WhyCell decision={row} /> },
  ];
  const doing: Column<Decision>[] = [
    { id: "refused", head: t.decisions.refused, width: "112px", align: "right", from: "md", sort: "descending", value: (row) => effectOf(row.id)?.refused ?? null, render: (row) => <RefusedCell decision={row} /> },
    { id: "nodes", head: t.decisions.onNodes, width: "84px", align: "right", from: "lg", value: (row) => effectOf(row.id)?.applied ?? null, render: (row) => <NodesCell decision={row} /> },
  ];
  const rest: Column<Decision>[] = [
    { id: "service", head: t.decisions.service, width: "12%", from: "2xl", sort: "ascending", token: "service", value: (row) => row.service, render: (row) => <span className="cut block text-fg2" title={row.service}>{row.service || t.decisions.all}</span> },
    { id: "by", head: t.decisions.origin, width: "116px", from: "xl", sort: "ascending", token: "by", value: (row) => deciderOf(row, t), render: (row) => <DeciderCell decision={row} /> },
    { id: "since", head: t.decisions.since, width: "138px", extra: true, sort: "descending", value: (row) => row.decided_at, render: (row) => <span className="whitespace-nowrap text-fg2">{f.moment(unix(row.decided_at))}</span> },
    { id: "ends", head: now ? t.decisions.left : t.decisions.ends, width: now ? "116px" : "172px", fixed: true, sort: "ascending", value: (row) => row.lifted_at ?? row.until_at, render: (row) => <EndCell decision={row} /> },
    { id: "kind", head: t.decisions.kind, width: "150px", extra: true, sort: "ascending", token: "kind", value: (row) => row.kind, render: (row) => t.kind[row.kind] },
    { id: "score", head: t.evidence.score, width: "84px", extra: true, align: "right", sort: "descending", value: (row) => row.score, render: (row) => f.score(row.score) },
    { id: "id", head: t.decisions.id, width: "150px", extra: true, value: (row) => row.id, render: (row) => <span className="mono cut block">{row.id}</span> },
  ];
  const pressed: Column<Decision>[] = show === "ended" ? [] : [{ id: "action", head: t.sources.action, width: "178px", align: "right", from: "md", fixed: true, render: (row) => row.active && <DecisionActs decision={row} acts={acts} /> }];
  return [...always, ...(now ? doing : []), ...rest, ...pressed];
}
