import { ChevronDown, Minus } from "lucide-react";
import { useState } from "react";

import { Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { has, toggled } from "./filter";
import type { Summary } from "./requests";
import { useText } from "./text/use";

const SHOWN = ["status", "path", "source", "agent", "service", "member", "method", "verdict", "referer"] as const;
type FacetName = (typeof SHOWN)[number];

/** The most frequent values of each field; a press asks only for them, or for none of them. */
export function Facets({ summary }: { summary: Summary | undefined }) {
  const { t } = useText();
  const [shown, setShown] = useState(false);
  return (
    <section className="panel min-w-0 py-3 max-xl:order-first" aria-label={t.requests.facets}>
      <button type="button" aria-expanded={shown} onClick={() => setShown(!shown)} className="flex min-h-8 w-full items-center gap-2 px-4 text-left font-semibold xl:hidden pointer-coarse:min-h-11"><ChevronDown size={15} aria-hidden="true" className={cx("text-fg3", !shown && "-rotate-90")} />{t.requests.shownFacets(shown)}</button>
      <h2 className="px-4 pb-1 text-md font-semibold max-xl:hidden">{t.requests.facets}</h2>
      <div className={cx("grid gap-x-4 max-xl:grid-cols-[repeat(auto-fill,minmax(min(100%,17rem),1fr))]", !shown && "max-xl:hidden")}>
        {!summary && <div className="p-4"><Skeleton className="h-96" /></div>}
        {summary && SHOWN.map((name) => <Facet key={name} name={name} summary={summary} />)}
      </div>
    </section>
  );
}

function Facet({ name, summary }: { name: FacetName; summary: Summary }) {
  const { t, f, lang } = useText();
  const { q = "" } = useViewSearch();
  const change = useChangeSearch();
  const values = summary.facets[name] ?? [];
  const most = Math.max(1, ...values.map(({ count }) => count));
  const title = t.requests.names[name];
  const countries = new Intl.DisplayNames(lang, { type: "region", style: "short" });
  if (values.length === 0 || (name === "verdict" && values.every(({ value }) => value === ""))) return null;
  const press = (value: string, negated: boolean) => change({ q: toggled(q, name, value, negated) || undefined });
  return (
    <section className="min-w-0 px-4 pt-2.5">
      <h3 className="label mb-1">{title}</h3>
      <ul>
        {values.map(({ value, count }) => {
          const chosen = has(q, name, value);
          const told = name === "verdict" ? t.requests.verdicts[value as keyof typeof t.requests.verdicts] ?? value : value || t.requests.empty;
          const country = name === "source" ? summary.countries[value] : undefined;
          return (
            <li key={value} className="group relative flex items-center">
              <button type="button" aria-pressed={chosen} aria-label={[t.requests.only(title, told), country, f.amount(count)].filter(Boolean).join(", ")} title={told} onClick={() => press(value, false)} className={cx("num relative flex min-h-6 min-w-0 flex-1 items-center gap-2 overflow-hidden rounded-chip px-1.5 text-left hover:bg-hover pointer-coarse:min-h-11", chosen && "bg-accentsoft")}>
                <i aria-hidden="true" className="absolute inset-y-[3px] left-0 rounded-[3px] bg-active" style={{ width: `${(count / most) * 100}%` }} />
                <span className={cx("cut relative min-w-0 flex-1", name !== "verdict" && "mono text-xs")}>{told}</span>{" "}
                {country && <span className="relative shrink-0 text-xs text-fg2" title={countries.of(country)}>{country}</span>}{" "}
                <span className="relative shrink-0 text-xs text-fg2">{f.amount(count)}</span>
              </button>
              <button type="button" aria-label={t.requests.without(title, told)} title={t.requests.without(title, told)} onClick={() => press(value, true)} className="grid size-6 shrink-0 place-items-center rounded-chip text-fg3 opacity-0 group-hover:opacity-100 hover:bg-hover hover:text-badink focus-visible:opacity-100 pointer-coarse:size-11 pointer-coarse:opacity-100"><Minus size={13} aria-hidden="true" /></button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
