import { Layers } from "lucide-react";

import type { AllowEntry } from "@/api/types";
import type { Column } from "@/components/data-table/columns";
import { nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";

import { shownNetwork } from "./requests";
import { stateOf, TONE } from "./state";
import type { Texts } from "./text/use";

/** The columns of the list; `network`, `until_at`, `owner` and `reason` are read back from a file that was saved. */
export function columnsOf(t: Texts, f: Formats): readonly Column<AllowEntry>[] {
  const said = t.allowlist;
  const ago = (instant: string) => f.ago(nowSeconds() - unix(instant));
  return [
    { id: "network", head: said.network, lead: true, sort: "ascending", token: "network", width: "18%", value: (row) => row.network, render: (row) => <span className="mono">{shownNetwork(row.network)}</span> },
    { id: "reason", head: said.reason, value: (row) => row.reason, sort: "ascending", render: (row) => <span className={cx("cut block", !row.reason && "text-fg3")} title={row.reason}>{row.reason || said.noReason}</span> },
    { id: "owner", head: said.ownerShort, width: "110px", from: "lg", token: "owner", sort: "ascending", value: (row) => row.owner, render: (row) => <span className="cut block">{row.owner}</span> },
    { id: "state", head: said.state, width: "150px", token: "state", sort: "ascending", value: stateOf, render: (row) => <StateWord entry={row} t={t} /> },
    { id: "last_at", head: said.lastMet, width: "120px", from: "md", sort: "descending", value: (row) => row.last_at, render: (row) => (row.last_at ? <span title={said.lastBy(row.last_source, row.last_service)}>{ago(row.last_at)}</span> : <span className="text-fg3">—</span>) },
    { id: "requests", head: said.metShort, width: "96px", align: "right", from: "xl", sort: "descending", value: (row) => row.requests, render: (row) => f.amount(row.requests) },
    { id: "anomalous", head: said.flagged, width: "110px", align: "right", extra: true, sort: "descending", value: (row) => row.anomalous, render: (row) => f.amount(row.anomalous) },
    { id: "until_at", head: said.until, width: "130px", from: "md", sort: "ascending", value: (row) => row.until_at, render: (row) => (row.until_at ? f.date(unix(row.until_at)) : <span className="text-fg2">{said.forGood}</span>) },
    { id: "overlap", head: said.overlap, width: "140px", from: "2xl", sort: "descending", value: (row) => row.overlapping.length, render: (row) => (row.overlapping.length > 0 ? <span className="inline-flex items-center gap-1.5 text-warnink"><Layers size={13} aria-hidden="true" />{said.overlapping(row.overlapping.length)}</span> : <span className="text-fg3">—</span>) },
    { id: "made_at", head: said.made, width: "170px", extra: true, sort: "descending", value: (row) => row.made_at, render: (row) => `${f.date(unix(row.made_at))} · ${row.made_by}` },
  ];
}

export function StateWord({ entry, t }: { entry: AllowEntry; t: Texts }) {
  const state = stateOf(entry);
  const words = { unused: t.allowlist.unused, ending: t.allowlist.ending, used: t.allowlist.inUse, young: t.allowlist.young };
  return <span className="inline-flex items-center gap-2"><i aria-hidden="true" className={cx("size-2 shrink-0 rounded-full", TONE[state])} />{words[state]}</span>;
}
