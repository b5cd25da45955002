import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Gavel } from "lucide-react";
import { useDeferredValue, useMemo } from "react";

import type { EvidenceRequest } from "@/api/types";
import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { SourceLink } from "@/components/source-link";
import { Empty } from "@/components/states";
import { unix } from "@/lib/instant";
import { useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { toggled } from "./filter";
import { evidenceQuery } from "./requests";
import { useText } from "./text/use";

const keyOf = ({ decision, at, method, path }: EvidenceRequest) => `${decision} ${at} ${method} ${path}`;

/** The requests that decisions stand on: what is left of an attack when the logs have moved on. */
export function Evidence() {
  const { t, f } = useText();
  const { q = "" } = useViewSearch();
  const change = useChangeSearch();
  const range = useRange();
  const { data, error, refetch } = useQuery(evidenceQuery(useDeferredValue(q.trim()), range));
  const columns = useMemo<Column<EvidenceRequest>[]>(() => {
    const { names } = t.requests;
    return [
      { id: "at", head: names.time, width: "150px", value: (row) => row.at, render: (row) => <time dateTime={row.at}>{f.moment(unix(row.at))}</time> },
      { id: "status", head: names.status, width: "70px", value: (row) => row.status, token: "status", render: (row) => row.status },
      { id: "path", head: names.path, lead: true, value: (row) => row.path, render: (row) => <span className="mono cut block" title={row.path}><span className="text-fg3">{row.method}</span> {row.path}</span> },
      { id: "source", head: names.source, width: "190px", from: "md", value: (row) => row.source, token: "source", render: (row) => <span className="flex min-w-0 items-baseline gap-1.5"><SourceLink source={row.source} /><span className="font-sans text-xs text-fg3">{row.country}</span></span> },
      { id: "service", head: names.service, width: "150px", from: "lg", value: (row) => row.service, token: "service", render: (row) => <span className="cut block">{row.service}</span> },
      { id: "agent", head: names.agent, from: "xl", value: (row) => row.agent, token: "agent", render: (row) => <span className="cut block text-fg2" title={row.agent}>{row.agent}</span> },
      { id: "decision", head: t.requests.decision, width: "110px", value: (row) => row.decision, render: (row) => <Link to="/decisions" search={{ open: row.decision } as never} className="text-accent hover:underline">{t.requests.decision}</Link> },
    ];
  }, [t, f]);
  return (
    <>
      <p className="text-fg2">{t.requests.evidenceLead} {data?.more && t.requests.moreEvidence}</p>
      <DataTable
        name="evidence-requests"
        label={t.requests.origins.evidence}
        rows={data?.requests}
        keyOf={keyOf}
        columns={columns}
        onToken={(name, value, negated) => change({ q: toggled(q, name, value, negated) || undefined })}
        error={error}
        onRetry={() => void refetch()}
        empty={<Empty icon={<Gavel size={18} />} title={t.requests.noEvidence} lead={t.requests.noEvidenceLead} />}
      />
    </>
  );
}
