import type { AuditEntry } from "@/api/types";
import type { Column } from "@/components/data-table/columns";
import { cx } from "@/lib/cx";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";

import { nameOf } from "./changes";
import type { Texts } from "./text/use";
import { actionText, kindText } from "./words";

/** The columns of entries, which stand in the order in which things were done. */
export function columnsOf(t: Texts, f: Formats): readonly Column<AuditEntry>[] {
  const { audit } = t;
  return [
    { id: "action", head: audit.action, lead: true, token: "action", value: (row) => row.action, render: (row) => <span className="font-medium">{actionText(row.action, t)}</span> },
    { id: "subject", head: audit.subject, width: "32%", from: "md", token: "subject", value: (row) => row.subject, render: (row) => <Subject entry={row} /> },
    { id: "by", head: audit.who, width: "18%", token: "who", value: (row) => row.by, render: (row) => <><span className="cut block" title={row.by}>{row.by}</span>{row.kind !== "person" && <span className="block text-xs text-fg3">{kindText(row.kind, t)}</span>}</> },
    { id: "address", head: audit.address, width: "140px", from: "lg", token: "address", value: (row) => row.address, render: (row) => <span className="mono cut block" title={row.address}>{row.address}</span> },
    { id: "at", head: audit.at, width: "170px", from: "md", value: (row) => row.at, render: (row) => <span className="whitespace-nowrap text-fg2">{f.moment(unix(row.at))}</span> },
  ];
}

/** What it was done to: its name where that is known, above what it is known by. */
function Subject({ entry }: { entry: AuditEntry }) {
  const name = nameOf(entry);
  return <>{name && <span className="cut block" title={name}>{name}</span>}<span className={cx("mono cut block", name && "text-xs text-fg3")} title={entry.subject}>{entry.subject}</span></>;
}

/** An entry on a phone. */
export function Phone({ entry, t, f }: { entry: AuditEntry; t: Texts; f: Formats }) {
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5">
      <span className="font-medium break-words">{actionText(entry.action, t)}</span><span className="cut max-w-32 text-right">{entry.by || kindText(entry.kind, t)}</span>
      <span className="text-xs break-all text-fg2">{nameOf(entry) || entry.subject}</span><span className="text-right text-xs text-fg3">{f.moment(unix(entry.at))}</span>
    </span>
  );
}
