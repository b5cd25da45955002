import type { ScaledService } from "@/api/types";

import { headroomOf, leastHours } from "./headroom";
import type { Tried } from "./requests";
import { useText } from "./text/use";

const MOST_TIMES = 2;
const MOST_AT_LEAST = 10;

/** The bounds by hand, with what they cost and what they carry. */
export function Room({ service, tried, onChange }: { service: ScaledService; tried: Tried; onChange: (tried: Tried) => void }) {
  const { t, f } = useText();
  const top = Math.max(service.policy.max * MOST_TIMES, MOST_AT_LEAST);
  const room = headroomOf(service, tried);
  const slider = (name: "min" | "max", least: number) => (
    <input
      type="range" className="h-6 w-full accent-accent pointer-coarse:h-11" aria-label={t.scaling.slide(t.scaling.tried[name])} aria-valuetext={f.integer(tried[name] || 0)} min={least} max={top} value={Math.min(tried[name] || least, top)}
      onChange={(event) => { const value = event.target.valueAsNumber; onChange(name === "min" ? { ...tried, min: value, max: Math.max(tried.max, value) } : { ...tried, max: value, min: Math.min(tried.min, value) }); }}
    />
  );
  return (
    <div className="num grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-1 text-xs text-fg2 sm:grid-cols-2">
      <span>{slider("min", 0)}{t.scaling.always(f.integer(tried.min || 0), f.integer(leastHours({ min: tried.min || 0 })))}</span>
      <span>{slider("max", 1)}{room === null ? t.scaling.noLoad : room < 1 ? <b className="font-semibold text-warnink">{t.scaling.tooFew}</b> : t.scaling.headroom(f.decimal(room, 1))}</span>
    </div>
  );
}
