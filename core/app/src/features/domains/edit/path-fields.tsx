import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";

import type { LocationSpec } from "@/api/types";
import { Button } from "@/components/button";
import { numberProps } from "@/components/document/form-parts";
import { SelectField, TextField } from "@/components/field";

import { useText } from "../text/use";
import type { PartsProps } from "./form";
import { actionOf, type Action, FRESH_LOCATION, moreOf, withAction, withMatch } from "./location";

const STATUSES = [301, 302, 303, 307, 308] as const;

/** What becomes of which path, when not all go the domain's way. */
export function PathFields({ spec, put, config }: PartsProps) {
  const { t } = useText();
  const w = t.domains.edit;
  const { locations } = spec;
  const set = (at: number, next: LocationSpec) => put({ locations: locations.map((each, i) => (i === at ? next : each)) });
  const move = (at: number, by: number) => {
    const moved = [...locations];
    const [taken] = moved.splice(at, 1);
    if (taken) moved.splice(at + by, 0, taken);
    put({ locations: moved });
  };
  return (
    <>
      <p className="text-xs text-fg3">{w.pathsHelp}</p>
      {locations.map((location, i) => (
        // A location is what stands in its place; nothing else names it while its path is being typed.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={i} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 rounded-ctl border border-line p-3">
          <OneLocation location={location} services={Object.keys(config.services)} usual={spec.service} onChange={(next) => set(i, next)} />
          <div className="flex items-center gap-1">
            <span className="min-w-0 flex-1 text-xs text-fg3">{moreOf(location) > 0 && w.moreInText(moreOf(location))}</span>
            <Button kind="ghost" size="icon" aria-label={w.up} disabled={i === 0} onClick={() => move(i, -1)}><ArrowUp size={15} /></Button>
            <Button kind="ghost" size="icon" aria-label={w.down} disabled={i === locations.length - 1} onClick={() => move(i, 1)}><ArrowDown size={15} /></Button>
            <Button kind="ghost" size="icon" aria-label={w.drop} onClick={() => put({ locations: locations.filter((_, at) => at !== i) })}><Trash2 size={15} /></Button>
          </div>
        </div>
      ))}
      <div><Button size="small" onClick={() => put({ locations: [...locations, FRESH_LOCATION] })}><Plus size={14} aria-hidden="true" />{w.addPath}</Button></div>
    </>
  );
}

function OneLocation({ location, services, usual, onChange }: { location: LocationSpec; services: readonly string[]; usual: string; onChange: (location: LocationSpec) => void }) {
  const { t } = useText();
  const w = t.domains.edit;
  const { match, redirect, rewrite } = location;
  const action = actionOf(location);
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <SelectField label={w.match} value={match.kind} options={(["prefix", "exact", "regex"] as const).map((value) => ({ value, label: w.matches[value] }))} onChange={(kind) => onChange(withMatch(location, kind, match.path ?? match.regex ?? "/"))} />
        <TextField label={match.kind === "regex" ? w.regex : w.path} className="mono" value={match.path ?? match.regex ?? ""} onChange={(text) => onChange(withMatch(location, match.kind, text))} />
      </div>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <SelectField<Action> label={w.action} value={action} options={(["service", "redirect", "answer"] as const).map((value) => ({ value, label: w.actions[value] }))} onChange={(next) => onChange(withAction(location, next))} />
        {action === "service" && <SelectField label={w.service} value={location.service ?? ""} options={[{ value: "", label: w.domainsService(usual) }, ...services.map((value) => ({ value, label: value }))]} onChange={(service) => onChange({ ...location, service: service || null })} />}
        {action === "redirect" && redirect && <TextField label={w.to} className="mono" value={redirect.to} onChange={(to) => onChange({ ...location, redirect: { ...redirect, to } })} />}
        {action === "answer" && <TextField label={w.status} min={200} max={599} {...numberProps({ value: location.answer_status, onChange: (answer_status) => onChange({ ...location, answer_status }) })} />}
      </div>
      {action === "redirect" && redirect && <SelectField label={w.redirectStatus} value={String(redirect.status)} options={STATUSES.map((value) => ({ value: String(value), label: w.redirects[value] }))} onChange={(status) => onChange({ ...location, redirect: { ...redirect, status: Number(status) as (typeof STATUSES)[number] } })} />}
      {action === "service" && match.kind === "prefix" && !rewrite?.regex && <TextField label={w.strip} help={w.stripHelp} className="mono" value={rewrite?.strip_prefix ?? ""} onChange={(strip_prefix) => onChange({ ...location, rewrite: strip_prefix ? { strip_prefix } : null })} />}
    </>
  );
}
