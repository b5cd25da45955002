import { useQuery } from "@tanstack/react-query";

import type { Dataset } from "@/api/types";
import { Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { calendar } from "./calendar";
import { coverageQuery, type Name } from "./requests";
import { useText } from "./text/use";

const USUAL_STEP = 60;
const SHADES = ["bg-active", "bg-accent/35", "bg-accent/60", "bg-accent"];
const DAY_SECONDS = 86_400;

/** From when there is how much: a square for each day. One that is pressed becomes the time range. */
export function CoverageCalendar({ dataset }: { dataset: Dataset }) {
  const { t, lang } = useText();
  const { every = USUAL_STEP } = useViewSearch();
  const change = useChangeSearch();
  const name = dataset.name as Name;
  const { data } = useQuery(coverageQuery(name, dataset.tiers.length > 0 ? every : 0));
  if (!data) return <Skeleton className="h-16" />;
  const days = calendar(data.days.map(({ day, rows }) => ({ day: unix(day), rows })), unix(data.as_of));
  const [first] = data.days;
  if (!first) return <p className="text-fg2">{t.datasets.noCoverage} {t.datasets.noCoverageLead}</p>;
  const date = (day: number) => new Date(day * 1000).toLocaleDateString(lang === "ru" ? "ru" : "en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const amount = name === "features" || name === "metrics" ? t.datasets.coverageOf[name] : t.datasets.coverageOf.rows;
  return (
    <section className="min-w-0" aria-label={t.datasets.coverage}>
      <h3 className="text-xs text-fg3">{t.datasets.coverage}</h3>
      <p className="text-fg2">{t.datasets.coverageLead(date(unix(first.day)))}</p>
      <ul className="mt-2 flex flex-wrap gap-[3px]">
        {days.map(({ day, rows, shade }) => {
          const told = rows > 0 ? t.datasets.day(date(day), amount(rows)) : t.datasets.nothingOn(date(day));
          return (
            <li key={day}>
              <button type="button" disabled={rows === 0} title={told} aria-label={told} onClick={() => change({ from: day, to: day + DAY_SECONDS, range: undefined })} className={cx("block size-6 rounded-[4px] hover:outline-2 hover:outline-accent disabled:hover:outline-none", SHADES[shade])} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
