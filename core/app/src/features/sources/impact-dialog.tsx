import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import type { Act } from "@/api/acts";
import type { SourceImpact } from "@/api/types";
import { useSourceActs } from "@/api/use-source-acts";
import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { Segmented } from "@/components/segmented";
import { Failure, Skeleton } from "@/components/states";
import { useViewSearch } from "@/lib/view";

import { type By, impactQuery } from "./requests";
import { type Texts, useText } from "./text/use";

const MOST = 500;
const TYPES: readonly Act[] = ["limit", "challenge", "ban"];

interface Way {
  id: "range" | "anomalous" | "every";
  label: string;
  lead: string;
  sources: readonly string[];
}

/** Whom a decision about a whole group would hit, told before it is made. */
export function ImpactDialog({ by, group, name, onClose }: { by: By; group: string; name: string; onClose: () => void }) {
  const { t } = useText();
  const { service = "" } = useViewSearch();
  const { data, error, refetch } = useQuery(impactQuery(by, group, service));
  return (
    <Modal title={t.who.impact.title(name)} onClose={onClose}>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="grid gap-3 p-4"><p className="text-fg2" role="status">{t.who.impact.asked}</p><Skeleton className="h-40" /></div>}
      {data && <Choice impact={data} onClose={onClose} />}
    </Modal>
  );
}

function Choice({ impact, onClose }: { impact: SourceImpact; onClose: () => void }) {
  const { t } = useText();
  const acts = useSourceActs();
  const ways = waysOf(impact, t);
  // The gentlest that works is chosen beforehand: honest visitors are hit only on somebody's word.
  const [wish, setWish] = useState<Way["id"] | null>(null);
  const chosen = ways.find(({ id }) => id === wish) ?? ways.find(({ id }) => id === (impact.honest > 0 ? "anomalous" : "range")) ?? ways[0];
  const [type, setType] = useState<Act>("ban");
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!chosen) return;
    acts.decideMany(chosen.sources, type, reason.trim());
    onClose();
  };
  return (
    <form onSubmit={submit} className="grid gap-4 p-4">
      <Hits impact={impact} />
      <fieldset className="grid gap-2">
        <legend className="sr-only">{t.who.impact.how}</legend>
        {ways.map((way) => (
          <label key={way.id} className="grid min-h-11 cursor-pointer grid-cols-[auto_minmax(0,1fr)] gap-x-3 rounded-ctl border border-line px-3 py-2 font-medium has-checked:border-accent has-checked:bg-accentsoft">
            <input type="radio" name="way" className="row-span-2 mt-1 self-start accent-[var(--accent)]" checked={chosen?.id === way.id} onChange={() => setWish(way.id)} />
            {way.label}
            <span className="text-xs font-normal text-fg2">{way.lead}</span>
          </label>
        ))}
        {ways.length === 0 && <p className="text-fg2">{t.who.impact.none}</p>}
      </fieldset>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Segmented label={t.who.impact.how} value={type} onChange={setType} options={TYPES.map((value) => ({ value, label: t.decisions.types[value] }))} />
        <span className="text-xs text-fg3">{t.who.impact.span}</span>
      </div>
      <label className="grid gap-1"><span className="text-xs text-fg2">{t.who.impact.reason}</span><input className="field" maxLength={500} autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} /></label>
      <div className="flex justify-end gap-2">
        <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
        <Button kind="primary" type="submit" blocked={acts.blocked || (chosen ? false : t.who.impact.none)}>{impact.sources === 0 && chosen ? t.who.impact.waits : t.who.impact.submit}</Button>
      </div>
    </form>
  );
}

function Hits({ impact }: { impact: SourceImpact }) {
  const { t, f } = useText();
  if (impact.sources === 0 && impact.spared === 0) return <p className="text-fg2">{t.who.impact.nobody}</p>;
  return (
    <div className="grid gap-1.5">
      <p className="font-medium">{t.who.impact.hits(impact.sources)}</p>
      <ul className="grid gap-1">
        <li className="flex items-baseline gap-2"><span aria-hidden="true" className="text-bad">◆</span>{t.who.impact.anomalous(impact.anomalous)}</li>
        <li className="flex items-baseline gap-2"><span aria-hidden="true" className={impact.honest > 0 ? "text-warn" : "text-ok"}>{impact.honest > 0 ? "▲" : "●"}</span>{impact.honest > 0 ? t.who.impact.honest(impact.honest, f.percent(impact.honest_share)) : t.who.impact.noHonest}</li>
      </ul>
      {impact.spared > 0 && <p className="text-fg2">{t.who.impact.spared(impact.spared)}</p>}
      {impact.services.length > 0 && <p className="break-words text-fg2">{t.who.impact.services(impact.services.join(", "))}</p>}
    </div>
  );
}

function waysOf({ range, members, anomalous_members: bad, sources, anomalous }: SourceImpact, t: Texts): Way[] {
  const most = (all: number, lead: string) => (all > MOST ? t.who.impact.most(MOST) : lead);
  const ways: Way[] = [];
  if (bad.length > 0 && anomalous < sources) ways.push({ id: "anomalous", label: t.who.impact.only(anomalous), lead: most(anomalous, t.who.impact.onlyLead), sources: bad });
  if (range) ways.push({ id: "range", label: t.who.impact.range(range), lead: t.who.impact.rangeLead, sources: [range] });
  else if (members.length > 0) ways.push({ id: "every", label: t.who.impact.every(sources), lead: most(sources, t.who.impact.everyLead), sources: members });
  return ways;
}
