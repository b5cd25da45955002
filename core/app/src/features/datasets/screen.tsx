import { useQuery } from "@tanstack/react-query";

import type { Dataset } from "@/api/types";
import { Page } from "@/components/page";
import { Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { Columns } from "./columns";
import { CoverageCalendar } from "./coverage";
import { datasetsQuery } from "./requests";
import { SlicePanel } from "./slice";
import { Snapshots } from "./snapshots";
import { useText } from "./text/use";

const DAY_SECONDS = 86_400;

/** What data there is, from when, and a way to take it along. */
export default function DatasetsScreen() {
  const { t } = useText();
  const { open } = useViewSearch();
  const { data, error, refetch } = useQuery(datasetsQuery);
  const shown = data?.find(({ name }) => name === open) ?? data?.[0];
  return (
    <Page lead={t.datasets.lead}>
      {error && !data && <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>}
      {!data && !error && <section className="panel p-4"><Skeleton className="h-96" /></section>}
      {data && shown && (
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-3 lg:grid-cols-[minmax(0,18rem)_minmax(0,1fr)]">
          <List datasets={data} shown={shown.name} />
          <One key={shown.name} dataset={shown} />
        </div>
      )}
    </Page>
  );
}

/** On a phone the list is a strip. The page itself stays where it is. */
const inSight = (element: HTMLButtonElement | null) => {
  const strip = element?.closest("ul");
  if (element && strip) strip.scrollLeft = element.offsetLeft - strip.offsetLeft;
};

function List({ datasets, shown }: { datasets: readonly Dataset[]; shown: string }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  return (
    <nav aria-label={t.datasets.list} className="panel min-w-0 overflow-hidden">
      <ul className="max-lg:flex max-lg:overflow-x-auto">
        {datasets.map(({ name, bytes, keep_seconds }, i) => (
          <li key={name} className="max-lg:shrink-0">
            <button
              ref={name === shown ? inSight : undefined}
              type="button" aria-current={name === shown ? "true" : undefined} onClick={() => change({ open: i === 0 ? undefined : name, every: undefined })}
              className={cx("num grid w-full gap-0.5 px-4 py-2.5 text-left hover:bg-hover lg:border-b lg:border-line", name === shown && "bg-accentsoft hover:bg-accentsoft")}
            >
              <span className="font-medium whitespace-nowrap">{t.datasets.names[name as keyof typeof t.datasets.names]}</span>
              <span className="text-xs whitespace-nowrap text-fg3">{f.bytes(bytes)} · {f.span(keep_seconds)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function One({ dataset }: { dataset: Dataset }) {
  const { t, f } = useText();
  const { name, keep_seconds, keep_setting, made_from, tiers, bytes } = dataset;
  const key = name as keyof typeof t.datasets.names;
  const facts: [string, string][] = [
    [t.datasets.kept, `${f.span(keep_seconds)}${keep_setting ? ` · ${t.datasets.keptBy(keep_setting)}` : ""}`], [t.datasets.size, f.bytes(bytes)],
    [t.datasets.madeFrom, made_from.map((from) => t.datasets.from[from as keyof typeof t.datasets.from] ?? from).join(", ")], [t.datasets.usedFor, t.datasets.uses[key]],
  ];
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <section className="panel grid min-w-0 gap-3 p-4">
        <div>
          <h2 className="text-lg font-semibold tracking-[-.01em]">{t.datasets.names[key]}</h2>
          <p className="mt-0.5 max-w-[80ch] text-fg2">{t.datasets.about[key]}</p>
        </div>
        <dl className="num grid gap-x-6 gap-y-2 sm:grid-cols-2">
          {facts.map(([label, value]) => <div key={label} className="min-w-0"><dt className="text-xs text-fg3">{label}</dt><dd className="break-words">{value}</dd></div>)}
        </dl>
        {tiers.length > 0 && (
          <div>
            <h3 className="text-xs text-fg3">{t.datasets.retention}</h3>
            <ul className="num mt-1 flex flex-wrap gap-1.5">{tiers.map((tier) => <li key={tier.step_seconds} className="rounded-chip bg-active px-2 py-0.5">{t.datasets.every(f.span(tier.step_seconds), tier.keep_seconds >= 400 * DAY_SECONDS ? f.span(Math.round(tier.keep_seconds / DAY_SECONDS) * DAY_SECONDS) : f.span(tier.keep_seconds))}</li>)}</ul>
          </div>
        )}
        <CoverageCalendar dataset={dataset} />
      </section>
      <SlicePanel dataset={dataset} />
      <Snapshots dataset={name} />
      <Columns dataset={dataset} />
    </div>
  );
}
