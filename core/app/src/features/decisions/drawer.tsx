import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Siren } from "lucide-react";
import { type ReactNode, useCallback } from "react";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { DecisionDetail } from "@/api/types";
import { Modal } from "@/components/modal";
import { SourceLink } from "@/components/source-link";
import { Failure, Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";
import { useChangeSearch } from "@/lib/view";

import { DecisionActs, useActs } from "./actions";
import { Contributions, Heads, Membership, Parts, Reproduced, Samples } from "./evidence";
import { type Texts, useText } from "./text/use";

/** Why a decision was made, whether its score comes out again, and what the nodes did. */
export default function DecisionDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useText();
  const changeSearch = useChangeSearch();
  const acts = useActs(useCallback((made: string) => changeSearch({ open: made }, true), [changeSearch]));
  const { data, error, refetch } = useQuery({
    queryKey: ["decisions", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/decisions/{decision_id}", { params: { path: { decision_id: id } }, signal })),
    // The evidence of a decision is stored a moment after it is made.
    refetchInterval: ({ state }) => (state.data && isStored(state.data) ? 10_000 : 1500),
  });
  return (
    <Modal title={data ? t.evidence.title(t.decisions.types[data.type], data.value) : t.evidence.why} onClose={onClose} place="side">
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="p-4"><Skeleton className="h-80" /></div>}
      {data && (
        <div className="grid gap-5 p-4">
          <div className="flex flex-wrap items-center gap-3">
            <SourceLink source={data.value} className="text-accent" />
            <span className="flex-1" />
            {data.active && <DecisionActs decision={data} acts={acts} big />}
          </div>
          <Made decision={data} />
          {data.origin !== "person" && (isStored(data) ? <Evidence decision={data} /> : <p className="text-fg2" role="status">{t.evidence.waiting}</p>)}
          <Outcomes decision={data} />
        </div>
      )}
    </Modal>
  );
}

const isStored = ({ origin, detector_version }: DecisionDetail): boolean => origin === "person" || detector_version !== "";

function Evidence({ decision }: { decision: DecisionDetail }) {
  return (
    <>
      <Reproduced decision={decision} />
      <Membership decision={decision} />
      <Contributions decision={decision} />
      <Heads decision={decision} />
      <Samples samples={decision.samples} />
      <Parts parts={decision.parts} />
    </>
  );
}

function basisText({ origin, basis, refused_60s, members, decided_by }: DecisionDetail, t: Texts): string {
  const said = t.evidence.basis;
  if (origin === "person") return said.person;
  if (basis === "rule") return said.rule(decided_by);
  if (basis === "refused") return said.refused(refused_60s);
  return basis === "members" ? said.members(members) : said.score;
}

function Made({ decision }: { decision: DecisionDetail }) {
  const { t, f } = useText();
  const { harm, incident_id, origin, p_value, score, kind, service, type } = decision;
  const threshold = decision.thresholds[type];
  const rows: [string, ReactNode][] = [
    [t.decisions.kind, t.kind[kind]],
    [t.decisions.service, service || t.decisions.all],
    [t.decisions.since, f.moment(unix(decision.decided_at))],
    [t.evidence.made, basisText(decision, t)],
  ];
  if (decision.said) rows.push([t.evidence.said, `«${decision.said}»`]);
  if (harm) rows.push([t.evidence.harm, (t.evidence.harms as Record<string, string>)[harm] ?? harm.replaceAll("_", " ")]);
  if (origin !== "person") rows.push([t.evidence.score, f.score(score)]);
  if (p_value > 0 && origin !== "person" && isStored(decision)) rows.push([t.evidence.chance, `1 : ${f.amount(1 / p_value)}`]);
  if (decision.rule) rows.push([t.evidence.rule, <code key="rule" className="mono break-words">{decision.rule.text}</code>]);
  if (threshold && origin === "detector") rows.push([t.evidence.needed, `1 : ${f.amount(1 / threshold)}`]);
  if (decision.detector_version) rows.push([t.evidence.version, <span key="version" className="mono">{decision.detector_version}</span>]);
  return (
    <section className="grid gap-3">
      <dl className="num grid grid-cols-[10.5rem_minmax(0,1fr)] gap-x-3 gap-y-1">
        {rows.map(([name, value]) => <div key={name} className="contents"><dt className="text-fg3">{name}</dt><dd className="min-w-0 break-words">{value}</dd></div>)}
      </dl>
      {incident_id && (
        <Link to="/incidents/$id" params={{ id: incident_id }} className="ctl justify-self-start border border-line2 bg-panel hover:bg-hover"><Siren size={15} aria-hidden="true" />{t.evidence.incident}</Link>
      )}
    </section>
  );
}

function Outcomes({ decision: { nodes } }: { decision: DecisionDetail }) {
  const { t } = useText();
  return (
    <section>
      <h3 className="label mb-1.5">{t.evidence.nodes}</h3>
      {nodes.length === 0 && <p className="text-fg3">{t.evidence.noNodes}</p>}
      <ul className="grid gap-1">
        {nodes.map(({ node, state, error }) => (
          <li key={node} className="flex flex-wrap gap-x-3"><span className="mono">{node}</span><span className={state === "failed" ? "text-badink" : "text-fg2"}>{t.evidence.outcome[state]}</span>{error && <span className="text-fg3">{error}</span>}</li>
        ))}
      </ul>
    </section>
  );
}
