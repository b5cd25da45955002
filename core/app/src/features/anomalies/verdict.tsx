import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, Ban, EyeOff, Flame, Radio, ShieldCheck } from "lucide-react";

import { banMany } from "@/api/acts";
import { api } from "@/api/client";
import { ApiError, unwrap } from "@/api/problem";
import { may, session } from "@/api/session";
import { refetchSnapshots, useSnapshot } from "@/api/snapshot";
import type { Anomalies } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { SeverityBadge } from "@/components/severity";
import { Frame, FrameWaiting, Words } from "@/components/verdict-frame";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { FILL, levelOf, type Level } from "@/lib/severity";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";
import { useRange, useViewSearch } from "@/lib/view";

interface Shown {
  verdict: Anomalies["verdict"];
  scoring: Anomalies["scoring"];
  lastEnded: string | null;
  nodes: number;
  services: number;
}

const pick = (data: Anomalies): Shown => ({
  verdict: data.verdict,
  scoring: data.scoring,
  lastEnded: data.incidents.map((incident) => incident.ended_at).filter((at) => at !== null).toSorted().at(-1) ?? null,
  nodes: data.nodes.length,
  services: data.services.length,
});

/** The answer first: what happens, how bad, since when, and the one thing to do about it. */
export function VerdictPanel() {
  const { service = "" } = useViewSearch();
  const shown = useSnapshot({ service, range: useRange() }, pick);
  if (!shown) return <FrameWaiting />;
  return <div aria-live="polite">{shown.verdict.state === "attack" ? <Attack verdict={shown.verdict} /> : <Calm shown={shown} />}</div>;
}

const SOLID: Record<Level, string> = { ...FILL, 3: "var(--sev3)", 4: "var(--sev4-solid)" };

function Attack({ verdict }: { verdict: Anomalies["verdict"] }) {
  const { t, f } = useText();
  const level = levelOf(verdict.severity ?? "high");
  const started = verdict.started_at ? unix(verdict.started_at) : null;
  const [before, after] = t.verdict.started(started === null ? "" : f.clock(started), "\0").split("\0");
  return (
    <Frame color={SOLID[level]} solid={level >= 3} icon={<Flame size={20} />} actions={<AttackActions verdict={verdict} />}>
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
        <b className="text-lg font-semibold tracking-[-.01em]">{t.verdict.attack}</b>
        <SeverityBadge level={level} />
        {started !== null && <span className="num text-fg2">{before}<Ago at={started} />{after}</span>}
      </p>
      <p className="num mt-0.5 break-words text-fg2">
        {t.verdict.what(t.kind[verdict.kind ?? "unknown"])}<b className="font-semibold text-fg">{verdict.service}</b>.{" "}
        {verdict.traffic_share > 0 ? t.verdict.whatEnd(verdict.sources, f.percent(verdict.traffic_share)) : t.verdict.noTraffic(verdict.sources)}
        {verdict.times_expected !== null && verdict.times_expected >= 1.2 && t.verdict.times(f.decimal(verdict.times_expected, 1), Number(verdict.times_expected.toFixed(1)))}.
      </p>
    </Frame>
  );
}

const remedy = "max-md:order-first max-md:col-span-2 max-md:h-11 md:order-last";

function AttackActions({ verdict }: { verdict: Anomalies["verdict"] }) {
  const { t, f } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "decide") ? false : t.state.needs.decide;
  const candidates = verdict.ban_candidates;
  const judge = (id: string, value: "expected" | "open") =>
    unwrap(api.POST("/api/v1/incidents/{incident_id}/verdict", { params: { path: { incident_id: id } }, body: { verdict: value, reason: "" } })).then(() => refetchSnapshots(client));
  const expected = async (id: string) => {
    try {
      await judge(id, "expected");
      showToast({ tone: "done", title: t.verdict.marked, undo: () => void judge(id, "open") });
    } catch (error) {
      showToast({ tone: "failed", title: t.act.failed, note: error instanceof ApiError ? error.message : "" });
    }
  };
  const { incident_id } = verdict;
  return (
    <>
      {candidates.length === 0 ? (
        <Link to="/decisions" title={t.verdict.toDecisions} className={cx(remedy, "ctl bg-oksoft px-3 font-normal whitespace-normal text-okink")}>
          <ShieldCheck size={15} className="shrink-0" aria-hidden="true" />{t.verdict.nothingLeft}
        </Link>
      ) : (
        <Button kind="primary" className={remedy} blocked={blocked} title={candidates.join(", ")} onClick={() => void banMany({ client, t, f }, candidates)}>
          <Ban size={15} aria-hidden="true" />{t.verdict.ban(candidates.length)}
        </Button>
      )}
      {incident_id && <Button kind="ghost" className="max-md:bg-active" blocked={blocked} onClick={() => void expected(incident_id)}>{t.verdict.expected}</Button>}
      {incident_id && <Link to="/incidents/$id" params={{ id: incident_id }} className="ctl border border-line2 bg-panel hover:bg-hover">{t.verdict.investigate}<ArrowRight size={15} aria-hidden="true" /></Link>}
    </>
  );
}

function Calm({ shown }: { shown: Shown }) {
  const { t } = useText();
  const { state } = shown.verdict;
  if (state === "no_data") {
    const create = <Link to="/nodes" className="ctl bg-fg text-bg hover:opacity-90">{t.verdict.toNodes}</Link>;
    return <Frame color="var(--off)" solid={false} icon={<Radio size={20} />} actions={shown.nodes === 0 && create}><Words title={t.verdict.noData} lead={t.verdict.noDataLead} /></Frame>;
  }
  if (state === "blind") {
    const warming = shown.scoring === "warming_up";
    return (
      <Frame color="var(--warn)" solid={false} icon={<EyeOff size={20} />}>
        <Words title={warming ? t.verdict.warming : t.verdict.blind} lead={warming ? t.verdict.warmingLead : t.verdict.blindLead} />
      </Frame>
    );
  }
  return (
    <Frame color="var(--ok)" solid={false} icon={<ShieldCheck size={20} />}>
      <Words title={t.verdict.quiet} lead={<QuietLead lastEnded={shown.lastEnded} proof={t.verdict.quietProof(shown.nodes, shown.services)} />} />
    </Frame>
  );
}

function QuietLead({ lastEnded, proof }: { lastEnded: string | null; proof: string }) {
  const { t } = useText();
  const [before, after] = t.verdict.quietLead(lastEnded === null ? null : "\0").split("\0");
  return <>{before}{lastEnded !== null && <Ago at={unix(lastEnded)} />}{after} {proof}</>;
}
