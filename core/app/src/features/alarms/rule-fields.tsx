import { useQuery } from "@tanstack/react-query";
import { useId } from "react";

import { CheckField, SelectField, TextField } from "@/components/field";
import { useNames } from "@/lib/metric-names/use";

import { metricNamesQuery } from "./requests";
import { hasLimit, isCompared, isNumber, KINDS, type RuleDraft, scaleOf } from "./rule-draft";
import { useText } from "./text/use";

const SEVERITIES = ["low", "medium", "high", "critical"] as const;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const LASTING = [0, 30, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR];
const WINDOWS = [5 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR];
const AHEAD = [HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR];

interface Props {
  draft: RuleDraft;
  put: (change: Partial<RuleDraft>) => void;
}

/** A rule asked for field by field: what is looked at, when it is too much, where, and how bad that is. */
export function RuleFields({ draft, put }: Props) {
  const { t } = useText();
  const { kind } = draft;
  return (
    <>
      <SelectField label={t.alarms.lookFor} help={t.alarms.kindHelps[kind]} value={kind} options={KINDS.map((value) => ({ value, label: t.alarms.kindNames[value] }))} onChange={(value) => put({ kind: value })} />
      {kind !== "silence" && <MetricField draft={draft} put={put} />}
      {hasLimit(kind) && <Limits draft={draft} put={put} />}
      <Times draft={draft} put={put} />
      <fieldset className="grid min-w-0 gap-3 border-t border-line pt-3 sm:grid-cols-2">
        <legend className="sr-only">{t.alarms.where}</legend>
        <TextField label={t.nav.nodes} help={t.alarms.patterns} value={draft.nodes} onChange={(nodes) => put({ nodes })} />
        {kind !== "silence" && <TextField label={t.alarms.entities} help={t.alarms.entitiesHelp} value={draft.entities} onChange={(entities) => put({ entities })} />}
        {kind !== "silence" && <TextField label={t.alarms.but} value={draft.but} onChange={(but) => put({ but })} />}
      </fieldset>
      <div className="grid gap-3 border-t border-line pt-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
        <SelectField label={t.alarms.severity} value={draft.severity} options={SEVERITIES.map((value) => ({ value, label: t.severity[value] }))} onChange={(severity) => put({ severity })} />
        <TextField label={t.alarms.summary} maxLength={300} value={draft.summary} onChange={(summary) => put({ summary })} />
      </div>
      <CheckField label={t.alarms.enabled} checked={draft.enabled} onChange={(enabled) => put({ enabled })} />
    </>
  );
}

/** Any metric that nodes tell of now is offered by what it is called. */
function MetricField({ draft: { metric }, put }: Props) {
  const { t } = useText();
  const nameOf = useNames();
  const list = useId();
  const { data = [] } = useQuery(metricNamesQuery);
  const name = nameOf(metric);
  return (
    <div>
      <TextField label={t.alarms.metric} help={name === metric ? t.alarms.metricHelp : name} required list={list} className="mono" maxLength={170} pattern="[a-z][a-z0-9_]{0,31}\..+" title={t.alarms.metricHelp} value={metric} onChange={(value) => put({ metric: value })} />
      <datalist id={list}>{data.map((each) => <option key={each} value={each}>{nameOf(each)}</option>)}</datalist>
    </div>
  );
}

function Limits({ draft: { kind, metric, side, limit, clear }, put }: Props) {
  const { t } = useText();
  const { of } = scaleOf(metric);
  const unit = of === "percent" ? "%" : of && t.alarms.mebibytes;
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <SelectField label={t.alarms.side} value={side} options={(["above", "below"] as const).map((value) => ({ value, label: t.alarms.sides[kind === "change" ? "change" : "value"][value] }))} onChange={(value) => put({ side: value })} />
      <TextField label={[t.alarms.limit, unit].filter(Boolean).join(", ")} required inputMode="decimal" aria-invalid={!isNumber(limit, true)} value={limit} onChange={(value) => put({ limit: value })} />
      <TextField label={[t.alarms.clear, unit].filter(Boolean).join(", ")} placeholder={t.alarms.clearSame} inputMode="decimal" aria-invalid={!isNumber(clear, false)} value={clear} onChange={(value) => put({ clear: value })} />
    </div>
  );
}

function Times({ draft: { kind, for_seconds, clear_seconds, window_seconds, ahead_seconds }, put }: Props) {
  const { t } = useText();
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      {(kind === "change" || kind === "forecast") && <Span label={t.alarms.window} spans={WINDOWS} value={window_seconds} onChange={(seconds) => put({ window_seconds: seconds })} />}
      {kind === "forecast" && <Span label={t.alarms.ahead} spans={AHEAD} value={ahead_seconds} onChange={(seconds) => put({ ahead_seconds: seconds })} />}
      {kind !== "anomaly" && <Span label={t.alarms.lasts} spans={LASTING} value={for_seconds} onChange={(seconds) => put({ for_seconds: seconds })} />}
      {isCompared(kind) && <Span label={t.alarms.overAfter} spans={LASTING} value={clear_seconds} onChange={(seconds) => put({ clear_seconds: seconds })} />}
    </div>
  );
}

/** How long, of some usual spans and the one that is set. */
function Span({ label, spans, value, onChange }: { label: string; spans: readonly number[]; value: number; onChange: (seconds: number) => void }) {
  const { t, f } = useText();
  const offered = [...new Set([...spans, value])].toSorted((a, b) => a - b);
  return <SelectField label={label} value={String(value)} options={offered.map((seconds) => ({ value: String(seconds), label: seconds === 0 ? t.alarms.atOnce : f.span(seconds) }))} onChange={(text) => onChange(Number(text))} />;
}
