import type { DomainSpec } from "@/api/types";
import { numberProps } from "@/components/document/form-parts";
import { SelectField, TextField } from "@/components/field";
import type { Formats } from "@/lib/format";

import { type Texts, useText } from "../text/use";
import type { PartsProps } from "./form";

const NONE: NonNullable<DomainSpec["limit"]> = { requests: null, per: "second", burst: 0, delay: false, connections: null };

export function limitNow({ limit, body_kib }: DomainSpec, t: Texts, f: Formats): string {
  const s = t.domains.safety;
  return [limit?.requests && s.rate(limit.requests, limit.per), limit?.connections && s.connections(limit.connections), body_kib && f.bytes(body_kib * 1024)].filter(Boolean).join(", ") || t.domains.edit.none;
}

/** How much one address may ask for, and how much it may send. */
export function LimitFields({ spec: { limit, body_kib }, put }: PartsProps) {
  const { t } = useText();
  const w = t.domains.edit;
  const set = (change: Partial<typeof NONE>) => {
    const next = { ...NONE, ...limit, ...change };
    put({ limit: next.requests || next.connections ? next : null });
  };
  return (
    <>
      <p className="text-xs text-fg3">{w.limitsHelp}</p>
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField label={w.requests} min={1} {...numberProps({ value: limit?.requests, onChange: (requests) => set({ requests }) })} />
        <SelectField label={w.per} value={limit?.per ?? "second"} options={(["second", "minute"] as const).map((value) => ({ value, label: w.pers[value] }))} onChange={(per) => set({ per })} />
        <TextField label={w.burst} help={w.burstHelp} min={0} {...numberProps({ value: limit?.burst ?? 0, onChange: (burst) => set({ burst: burst ?? 0 }) })} />
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label={w.connections} min={1} {...numberProps({ value: limit?.connections, onChange: (connections) => set({ connections }) })} />
        <TextField label={w.body} help={w.bodyHelp} min={0} {...numberProps({ value: body_kib, onChange: (kib) => put({ body_kib: kib }) })} />
      </div>
    </>
  );
}
