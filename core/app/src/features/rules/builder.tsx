import { Plus, X } from "lucide-react";

import type { RuleField } from "@/api/types";
import { Button } from "@/components/button";
import { SelectField } from "@/components/field";
import { cx } from "@/lib/cx";

import { ACTIONS, AGENTS, type Built, DURATIONS, operatorsOf, type Row, rowOf } from "./draft";
import { useText } from "./text/use";
import { durationText, fieldName } from "./words";

const COMMON = [
  "requests_60s", "requests_600s", "pages_60s", "logins_600s", "not_found_paths_600s", "client_error_share", "server_errors_60s", "denied_600s",
  "sensitive_600s", "injections_600s", "exploits_600s", "signature_paths_600s", "paths_600s", "user_agents_600s", "users_600s",
];

/** What is written for a value, in any language. */
const EXAMPLES: Readonly<Record<string, string>> = { service: "shop.example, *.example", address: "203.0.113.0/24, 198.51.100.7", country: "DE, NL", asn: "AS64500, AS64501" };

/** What there are databases of: without one a condition about it meets nobody. */
interface Known {
  systems: boolean;
  countries: boolean;
}

interface Props {
  built: Built;
  fields: readonly RuleField[];
  known: Known;
  onChange: (built: Built) => void;
}

/** A rule put together from its conditions. */
export function Builder({ built, fields, known, onChange }: Props) {
  const around = useText();
  const { t } = around;
  const { rows, action, duration } = built;
  const put = (place: number, row: Row) => onChange({ ...built, rows: rows.map((each, i) => (i === place ? row : each)) });
  const first = fields.find(({ name }) => name === "logins_600s") ?? fields[0];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {rows.map((row, place) => (
          // A condition is told by its place: two may be alike.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={place}>
            <ConditionRow row={row} place={place} fields={fields} known={known} onChange={(next) => put(place, next)} onDrop={rows.length > 1 ? () => onChange({ ...built, rows: rows.filter((_, i) => i !== place) }) : undefined} />
          </li>
        ))}
      </ol>
      <div>{first && rows.length < 12 && <Button size="small" onClick={() => onChange({ ...built, rows: [...rows, rowOf(first)] })}><Plus size={14} aria-hidden="true" />{t.rules.addCondition}</Button>}</div>
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField label={t.rules.action} help={t.rules.actionHelp[action]} value={action} options={ACTIONS.map((value) => ({ value, label: t.rules.actions[value] }))} onChange={(value) => onChange({ ...built, action: value })} />
        <SelectField label={action === "notify" ? t.rules.againAfter : t.rules.duration} value={duration} options={[...new Set<string>([...DURATIONS, duration])].map((value) => ({ value, label: durationText(value, around) }))} onChange={(value) => onChange({ ...built, duration: value })} />
      </div>
    </div>
  );
}

interface RowProps {
  row: Row;
  place: number;
  fields: readonly RuleField[];
  known: Known;
  onChange: (row: Row) => void;
  onDrop: (() => void) | undefined;
}

function ConditionRow({ row, place, fields, known, onChange, onDrop }: RowProps) {
  const around = useText();
  const { t } = around;
  const kind = fields.find(({ name }) => name === row.field)?.kind ?? "number";
  const named = fields.filter((each) => each.kind !== "number" || each.name === "score");
  const counted = fields.filter((each) => each.kind === "number" && each.name !== "score");
  const option = ({ name }: RuleField) => <option key={name} value={name}>{fieldName(name, around)}</option>;
  const pick = (name: string) => {
    const field = fields.find((each) => each.name === name);
    if (field) onChange(rowOf(field));
  };
  const operators: Record<string, string> = { ">=": "≥", "<=": "≤", ...t.rules.operators };
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2 rounded-ctl border border-line p-2 sm:grid-cols-[minmax(0,1fr)_6rem_minmax(0,12rem)_auto]">
      <legend className="sr-only">{t.rules.condition(place + 1)}</legend>
      <select aria-label={t.rules.field} className="field max-sm:col-span-2" value={row.field} onChange={(event) => pick(event.target.value)}>
        <optgroup label={t.rules.ofSource}>{named.map(option)}</optgroup>
        <optgroup label={t.rules.common}>{counted.filter(({ name }) => COMMON.includes(name)).map(option)}</optgroup>
        <optgroup label={t.rules.rest}>{counted.filter(({ name }) => !COMMON.includes(name)).map(option)}</optgroup>
      </select>
      <select aria-label={t.rules.operator} className="field max-sm:col-span-2" value={row.operator} onChange={(event) => onChange({ ...row, operator: event.target.value })}>
        {operatorsOf(kind).map((each) => <option key={each} value={each}>{operators[each] ?? each}</option>)}
      </select>
      <div className="min-w-0">{kind === "agent" ? <Agents value={row.value} onChange={(value) => onChange({ ...row, value })} /> : <ValueField row={row} onChange={(value) => onChange({ ...row, value })} />}</div>
      <Button kind="ghost" size="icon" aria-label={t.rules.dropCondition(fieldName(row.field, around))} disabled={!onDrop} onClick={onDrop}><X size={15} aria-hidden="true" /></Button>
      {kind === "system" && !known.systems && <p className="col-span-full text-xs text-warnink">{t.rules.noSystems}</p>}
      {kind === "country" && !known.countries && <p className="col-span-full text-xs text-warnink">{t.rules.noCountries}</p>}
    </fieldset>
  );
}

function ValueField({ row: { field, value }, onChange }: { row: Row; onChange: (value: string) => void }) {
  const { t } = useText();
  const isNumber = !(field in EXAMPLES);
  const placeholder = EXAMPLES[field] ?? (field === "score" || field.endsWith("_share") ? t.rules.shareHelp : "");
  return <input aria-label={t.rules.value} className={cx("field", !isNumber && "mono")} inputMode={isNumber ? "decimal" : "text"} placeholder={placeholder} title={placeholder} autoComplete="off" spellCheck={false} value={value} onChange={(event) => onChange(isNumber ? event.target.value.replace(",", ".") : event.target.value)} />;
}

function Agents({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useText();
  const chosen = value.split(", ");
  const toggle = (agent: string, on: boolean) => onChange(AGENTS.filter((each) => (each === agent ? on : chosen.includes(each))).join(", ") || value);
  return (
    <div className="flex flex-wrap gap-x-3">
      {AGENTS.map((agent) => (
        <label key={agent} className="flex min-h-7 items-center gap-1.5"><input type="checkbox" className="size-4 accent-[var(--accent)]" checked={chosen.includes(agent)} onChange={(event) => toggle(agent, event.target.checked)} />{t.rules.agents[agent]}</label>
      ))}
    </div>
  );
}
