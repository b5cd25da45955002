import { type Line, LineChart } from "@/components/line-chart";
import type { Marks } from "@/api/types";
import { useChangeSearch } from "@/lib/view";
import { searchOf } from "@/lib/range";

import { dice } from "./made-up";

const FROM = 1_900_000_000;
const STEP = 10;
const POINTS = 360;
const t = Array.from({ length: POINTS }, (_, i) => FROM + i * STEP);
const TO = FROM + POINTS * STEP;
const at = (share: number) => new Date((FROM + share * POINTS * STEP) * 1000).toISOString();

function wave(seed: number, height: number): number[] {
  const throwDice = dice(seed);
  return t.map((_, i) => height * (1 + 0.2 * Math.sin(i / 25) + 0.1 * throwDice()));
}

const usual = wave(3, 100);
const observed = usual.map((value, i) => (i > 120 && i < 150 ? null : i > 240 && i < 290 ? value * 2.6 : value));
const MARKS: Marks = {
  as_of: at(1),
  incidents: [{ id: "i1", kind: "flood", severity: "critical", service: "shop.example", started_at: at(0.66), ended_at: at(0.8), verdict: "open" }],
  decisions: [{ at: at(0.67), decisions: 5, type: "ban" }, { at: at(0.72), decisions: 1, type: "challenge" }],
  deployments: [{ id: "d1", revision: 12, started_at: at(0.2), ended_at: at(0.21), phase: "done", note: "New certificate" }],
  scaling: [{ service: "shop.example", at: at(0.7), kind: "more", before: 2, after: 4 }],
};
const format = (value: number | null) => (value === null ? "—" : value.toFixed(0));
const lines: Line[] = [{ name: "Requests", values: observed, color: "s1", filled: true }];
const many: Line[] = Array.from({ length: 9 }, (_, i) => ({ name: `node-${i + 1}`, values: wave(i + 10, 20 + i * 6), color: "s1" }));

/** Charts in their states. */
export function Charts() {
  const change = useChangeSearch();
  const common = { t, from: FROM, to: TO, format, onZoom: (from: number, to: number) => change(searchOf({ kind: "fixed", from, to })) };
  return (
    <section aria-label="Charts" className="panel grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
      <LineChart {...common} title="Requests / s" lines={lines} height={200} expected={{ low: usual.map((value) => value * 0.8), high: usual.map((value) => value * 1.25) }} marks={MARKS} />
      <LineChart {...common} title="Nine lines" lines={many} marks={MARKS} />
      <div className="grid gap-4 md:grid-cols-2">
        <LineChart {...common} title="Nothing" lines={[{ name: "Errors", values: t.map(() => null), color: "s5" }]} />
        <LineChart {...common} title="Loading" lines={lines} loading />
      </div>
    </section>
  );
}
