import type { DetectorVersion, Trial } from "@/api/types";
import { Ago } from "@/components/age";
import type { Column } from "@/components/data-table/columns";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";

import { notesText } from "./notes";
import type { Texts } from "./text/use";
import { StatusMark, TrialButton } from "./version-acts";

const RANK = { champion: 0, challenger: 1, archived: 2 };

/** The columns of versions; `blocked` says why none can be put on trial. */
export function versionColumns(t: Texts, f: Formats, trial: Trial, blocked: string | false): readonly Column<DetectorVersion>[] {
  const { models } = t;
  return [
    { id: "name", head: models.version, lead: true, sort: "ascending", token: "name", value: (row) => row.name, render: (row) => <><span className="font-medium break-words">{row.name}</span>{row.id === trial.shipped && <span className="block text-xs text-fg3">{models.shipped}</span>}<span className="block md:hidden"><StatusMark status={row.status} /></span></> },
    { id: "status", head: models.status, width: "120px", from: "md", sort: "ascending", token: "state", value: (row) => row.status, words: (row) => models[row.status], rank: (row) => RANK[row.status], render: (row) => <StatusMark status={row.status} /> },
    { id: "made_at", head: models.made, width: "20%", from: "md", sort: "descending", value: (row) => row.made_at, render: (row) => <span className="text-fg2"><Ago at={unix(row.made_at)} /> <span className="text-fg3">{models.madeBy(row.made_by)}</span></span> },
    { id: "made_by", head: models.maker, width: "140px", extra: true, sort: "ascending", token: "by", value: (row) => row.made_by, render: (row) => <span className="cut block">{row.made_by}</span> },
    { id: "notes", head: models.notes, width: "26%", from: "lg", value: (row) => notesText(row.notes, t, f), render: (row) => <span className="cut block text-fg2" title={row.notes}>{notesText(row.notes, t, f) || "—"}</span> },
    { id: "bytes", head: models.bytes, width: "96px", align: "right", from: "lg", sort: "descending", token: "bytes", value: (row) => row.bytes, render: (row) => f.bytes(row.bytes) },
    { id: "trial", head: models.trial, heading: <span className="sr-only">{models.trial}</span>, width: "150px", align: "right", fixed: true, render: (row) => <TrialButton version={row} trial={trial} blocked={blocked} /> },
  ];
}
