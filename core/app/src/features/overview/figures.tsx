import type { Kpi, Overview } from "@/api/types";
import { Spark } from "@/components/spark";
import { Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import type { Formats } from "@/lib/format";
import { FILL, INK, type Level } from "@/lib/severity";

import { useOverview } from "./requests";
import { type Texts, useText } from "./text/use";

type Name = "requests_rps" | "errors_5xx_share" | "latency_p95_ms" | "refused_rps";

interface Figure {
  name: Name;
  label: (t: Texts) => string;
  format: (f: Formats) => (value: number | null) => string;
  /** What turns a figure from calm to a severity. */
  level: (kpi: Kpi) => Level | null;
}

const FIGURES: readonly Figure[] = [
  { name: "requests_rps", label: (t) => t.overview.rps, format: (f) => f.amount, level: () => null },
  { name: "errors_5xx_share", label: (t) => t.overview.errors, format: (f) => f.percent, level: ({ value }) => (value === null || value < 0.01 ? null : value >= 0.05 ? 3 : 2) },
  { name: "latency_p95_ms", label: (t) => t.overview.latency, format: (f) => f.ms, level: ({ value, spark }) => (value !== null && value > 100 && value > 2 * middle(spark) ? 2 : null) },
  { name: "refused_rps", label: (t) => t.overview.refused, format: (f) => f.amount, level: () => null },
];

const known = (values: readonly (number | null)[]): number[] => values.filter((value): value is number => value !== null);

/** What is usual: the median of the last quarter of an hour. */
function middle(values: readonly (number | null)[]): number {
  const sorted = known(values).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** Traffic, errors, latency and what was refused, each with its last quarter of an hour. */
export function Figures() {
  const { t } = useText();
  return (
    <section aria-label={t.overview.figures} className="panel grid grid-cols-2 overflow-hidden xl:grid-cols-4">
      {FIGURES.map((figure) => <Cell key={figure.name} figure={figure} />)}
    </section>
  );
}

function Cell({ figure }: { figure: Figure }) {
  const { t, f } = useText();
  const kpi = useOverview((data: Overview) => data.kpis[figure.name]);
  const format = figure.format(f);
  const level = kpi ? figure.level(kpi) : null;
  const color = level === null ? (figure.name === "requests_rps" ? "var(--s1)" : "var(--off)") : FILL[level];
  const past = known(kpi?.spark ?? []);
  const [low, high] = [format(past.length > 0 ? Math.min(...past) : null), format(past.length > 0 ? Math.max(...past) : null)];
  return (
    <div className="num -mt-px -ml-px flex min-h-[92px] min-w-0 items-end justify-between gap-3 border-t border-l border-line px-4 py-3">
      <dl className="min-w-0">
        <dt className="text-xs text-fg2">{figure.label(t)}</dt>
        <dd className={cx("mt-0.5 text-2xl font-semibold tracking-[-.02em] whitespace-nowrap max-md:text-xl", level !== null && INK[level])}>{kpi ? format(kpi.value) : <Skeleton className="my-1 h-7 w-20" />}</dd>
        <dd className="text-xs text-fg3">{past.length > 0 ? t.overview.within(low, high) : "\u00a0"}</dd>
      </dl>
      {kpi && <span role="img" aria-label={t.overview.summary(figure.label(t), format(kpi.value), low, high)} title={t.overview.lastMinutes} className="mb-1 max-sm:hidden"><Spark young values={kpi.spark} color={color} width={112} height={48} /></span>}
    </div>
  );
}
