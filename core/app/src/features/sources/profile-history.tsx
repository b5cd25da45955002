import { useMemo } from "react";

import type { Decision, Marks, SourceProfile } from "@/api/types";
import { LineChart } from "@/components/line-chart";
import { useSetRange } from "@/lib/view";

import { Panel } from "./panel";
import { useText } from "./text/use";

/** What it asked for over time, what of that was refused or failed, and its score. */
export function History({ profile: { series, decisions } }: { profile: SourceProfile }) {
  const { t, f } = useText();
  const setRange = useSetRange();
  const [from = 0, to = 1] = [series.t[0], series.t.at(-1)];
  const onZoom = (first: number, last: number) => setRange({ kind: "fixed", from: first, to: last });
  const isEmpty = series.rps.every((value, i) => value + (series.refused_rps[i] ?? 0) === 0);
  const amount = (value: number | null) => f.amount(value);
  const marks = useMemo(() => marksOf(decisions), [decisions]);
  return (
    <Panel title={t.profile.history}>
      {isEmpty ? <p className="py-6 text-center text-fg2">{t.profile.noHistory}</p> : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <LineChart
            title={t.profile.rps} t={series.t} from={from} to={to} height={150} format={amount} onZoom={onZoom} marks={marks}
            lines={[{ name: t.profile.rps, color: "s1", values: series.rps, filled: true }, { name: t.profile.refusedLine, color: "sev3", values: series.refused_rps }, { name: t.profile.errors, color: "s4", values: series.errors_rps }]}
          />
          <LineChart title={t.profile.score} t={series.t} from={from} to={to} height={80} format={(value) => (value === null ? "—" : f.score(value))} onZoom={onZoom} marks={marks} lines={[{ name: t.profile.score, color: "sev4", values: series.score, filled: true }]} />
        </div>
      )}
    </Panel>
  );
}

/** What was decided about it, as charts mark it. What was only watched is no mark. */
function marksOf(decisions: readonly Decision[]): Marks {
  const made = decisions.flatMap(({ type, decided_at: at }) => (type === "observe" ? [] : [{ at, decisions: 1, type }]));
  return { as_of: made[0]?.at ?? new Date(0).toISOString(), incidents: [], decisions: made, deployments: [], scaling: [] };
}
