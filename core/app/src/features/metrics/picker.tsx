import { ChevronRight, Search } from "lucide-react";
import { useId, useMemo, useState } from "react";

import { cx } from "@/lib/cx";
import { useNames } from "@/lib/metric-names/use";
import { MOST_METRICS } from "@/lib/view";

import { GROUPS, type Group, type Known, type Preset, PRESETS } from "./catalogue";
import { useChosen } from "./chosen";
import { useText } from "./text/use";

/** All metrics by what they are about, and questions to start with. */
export function Picker({ known }: { known: readonly Known[] }) {
  const { t, f } = useText();
  const called = useNames();
  const { metrics, show } = useChosen();
  const [typed, setTyped] = useState("");
  const [unfolded, setUnfolded] = useState(false);
  const id = useId();
  const wanted = typed.trim().toLowerCase();
  const found = useMemo(() => known.filter(({ name, group }) => !wanted || [name, called(name), t.metrics.groups[group]].some((each) => each.toLowerCase().includes(wanted))), [known, wanted, called, t]);
  const asks = (Object.keys(PRESETS) as Preset[]).map((name) => ({ name, told: PRESETS[name].filter((metric) => known.some((each) => each.name === metric)) })).filter(({ told }) => told.length > 0);
  return (
    <section className="panel min-w-0 py-3 xl:sticky xl:top-16 xl:max-h-[calc(100dvh-80px)] xl:overflow-y-auto" aria-labelledby={id}>
      <div className="grid gap-1 px-3 max-xl:grid-cols-[repeat(auto-fill,minmax(min(100%,15rem),1fr))]">
        <h2 id={id} className="label col-span-full px-1">{t.metrics.choose}</h2>
        {asks.map(({ name, told }) => {
          const chosen = told.every((each) => metrics.includes(each));
          return <button key={name} type="button" aria-pressed={chosen} onClick={() => show(PRESETS[name])} className={cx("min-h-8 rounded-ctl px-2 text-left hover:bg-hover pointer-coarse:min-h-11", chosen && "bg-accentsoft font-medium")}>{t.metrics.presets[name]}</button>;
        })}
      </div>
      <button type="button" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)} className="mt-2 flex min-h-11 w-full items-center gap-2 border-t border-line px-4 pt-2 text-left font-semibold xl:hidden"><ChevronRight size={15} aria-hidden="true" className={cx("text-fg3", unfolded && "rotate-90")} />{t.metrics.catalogue}</button>
      <div className={cx("mt-3 border-t border-line px-3 pt-3 max-xl:border-0 max-xl:pt-0", !unfolded && "max-xl:hidden")}>
        <label className="relative block">
          <Search size={14} aria-hidden="true" className="pointer-events-none absolute top-[10px] left-2.5 text-fg3" />
          <input type="search" className="field pl-8!" aria-label={t.metrics.find} placeholder={t.metrics.find} spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
        <p className="num px-1 py-1.5 text-xs text-fg3">{t.metrics.chosen(metrics.length)}{metrics.length >= MOST_METRICS && ` · ${t.metrics.most(f.integer(MOST_METRICS))}`}</p>
        {GROUPS.map((group) => <GroupOf key={group} group={group} known={found.filter((each) => each.group === group)} searched={wanted !== ""} />)}
        {found.length === 0 && <p className="px-1 py-2 text-fg2">{t.metrics.noneFound}</p>}
      </div>
    </section>
  );
}

function GroupOf({ group, known, searched }: { group: Group; known: readonly Known[]; searched: boolean }) {
  const { t } = useText();
  const called = useNames();
  const { metrics, toggle } = useChosen();
  const chosen = known.filter(({ name }) => metrics.includes(name)).length;
  const [unfolded, setUnfolded] = useState(false);
  const shown = unfolded || searched;
  if (known.length === 0) return null;
  return (
    <div>
      <button type="button" aria-expanded={shown} onClick={() => setUnfolded(!unfolded)} className="num flex min-h-8 w-full items-center gap-1.5 rounded-ctl px-1 text-left hover:bg-hover pointer-coarse:min-h-11">
        <ChevronRight size={14} aria-hidden="true" className={cx("shrink-0 text-fg3", shown && "rotate-90")} /><span className="cut min-w-0 flex-1">{t.metrics.groups[group]}</span>
        <span className={cx("text-xs", chosen > 0 ? "font-semibold text-accent" : "text-fg3")}>{chosen > 0 ? `${chosen} / ${known.length}` : known.length}</span>
      </button>
      {shown && (
        <ul className="pb-1 pl-4">
          {known.map(({ name }) => (
            <li key={name}>
              <label title={name} className="flex min-h-7 cursor-pointer items-center gap-2 rounded-chip px-1.5 hover:bg-hover pointer-coarse:min-h-11">
                <input type="checkbox" className="size-4 shrink-0 accent-(--accent)" checked={metrics.includes(name)} onChange={() => toggle(name)} />
                <span className="min-w-0 flex-1 text-xs break-words">{called(name)}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
