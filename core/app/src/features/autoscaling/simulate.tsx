import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";

import { whyNot } from "@/api/failed";
import { may, session } from "@/api/session";
import type { ScaledService, Simulation } from "@/api/types";
import { Button } from "@/components/button";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { useRange } from "@/lib/view";

import { type Scenario, SCENARIOS, simulate, type Tried } from "./requests";
import { Room } from "./room";
import { useText } from "./text/use";

const NUMBERS = [["min", 1, 0], ["max", 1, 1], ["value", "any", 0.000_001], ["utilisation", 0.05, 0.05], ["scale_down_delay_seconds", 1, 0]] as const;

/** What another policy would have done to the requests of the chosen time, beside what others use. */
export default function Simulate({ service }: { service: ScaledService }) {
  const { t, f } = useText();
  const range = useRange();
  const state = useStore(session);
  const blocked = may(state, "operate") || may(state, "train") ? false : t.state.needs.operate;
  const { policy } = service;
  const [tried, setTried] = useState<Tried>({ min: policy.min, max: policy.max, value: policy.target.value, utilisation: policy.target.utilisation, scale_down_delay_seconds: policy.scale_down_delay_seconds, scenario: "none" });
  const { mutate, data, error, isPending } = useMutation({ mutationFn: () => simulate(service, tried, range) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!blocked) mutate();
  };
  const id = useId();
  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <p className="text-fg2">{t.scaling.simulateLead}</p>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-3">
        {NUMBERS.map(([name, step, least]) => (
          <label key={name} className="grid content-end gap-1">
            <span className="text-xs text-fg2">{t.scaling.tried[name]}</span>
            <input className="field num" type="number" required step={step} min={least} max={name === "utilisation" ? 1 : undefined} value={tried[name]} onChange={(event) => setTried({ ...tried, [name]: event.target.valueAsNumber })} />
          </label>
        ))}
        <div className="grid content-end gap-1">
          <label htmlFor={id} className="text-xs text-fg2">{t.scaling.scenario}</label>
          <select id={id} className="field" value={tried.scenario} onChange={(event) => setTried({ ...tried, scenario: event.target.value as Scenario })}>
            {SCENARIOS.map((each) => <option key={each} value={each}>{t.scaling.scenarios[each]}</option>)}
          </select>
        </div>
      </div>
      <Room service={service} tried={tried} onChange={setTried} />
      <Button kind="primary" type="submit" className="justify-self-start" blocked={blocked} disabled={isPending}>{isPending ? t.scaling.running : t.scaling.run}</Button>
      {error && <p role="alert" className="break-words text-badink">{whyNot(error, t)}</p>}
      {data && <Outcome simulation={data} />}
      {data && <p className="num text-xs text-fg3">{t.scaling.replayed(f.integer(data.requests), f.moment(unix(data.from_at)), f.moment(unix(data.to_at)))}</p>}
    </form>
  );
}

function Outcome({ simulation: { rules } }: { simulation: Simulation }) {
  const { t, f } = useText();
  const right = "py-1 pl-2 text-right whitespace-nowrap";
  const head = `${right} text-xs font-normal text-fg2`;
  return (
    <div className="relative overflow-x-auto">
      <table className="num w-full border-collapse">
        <thead>
          <tr>
            <th scope="col" className="py-1 text-left text-xs font-normal text-fg2">{t.scaling.rule}</th>
            <th scope="col" className={head}>{t.scaling.violating}</th>
            <th scope="col" className={head}>{t.scaling.hours}</th>
            <th scope="col" className={head}>{t.scaling.cost}</th>
            <th scope="col" className={head}>{t.scaling.changes}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((each) => (
            <tr key={each.rule} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-medium">{t.scaling.rules[each.rule]}</th>
              <td className={right}>{f.percent(each.violating)}</td>
              <td className={right}>{f.decimal(each.replica_hours, 2)}</td>
              <td className={right}>{f.decimal(each.cost, 2)}{t.unit.times}</td>
              <td className={right}>{f.decimal(each.changes_per_hour, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
