import { useSnapshot } from "@/api/snapshot";
import type { Anomalies, Kpi } from "@/api/types";
import { Spark } from "@/components/spark";
import { Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { FILL, INK, type Level } from "@/lib/severity";
import { useRange, useViewSearch } from "@/lib/view";

type Name = keyof Anomalies["kpis"];

/** What turns a figure's colour from calm to a severity. Null stays calm. */
const LEVEL: Record<Name, (kpi: Kpi) => Level | null> = {
  requests_rps: () => null,
  anomalous_share: ({ value }) => (value === null || value < 0.05 ? null : value >= 0.4 ? 4 : value >= 0.15 ? 3 : 2),
  refused_rps: () => null,
  latency_p95_ms: ({ value, expected }) => (value !== null && expected !== null && value > expected * 2 && value > 100 ? 2 : null),
  errors_5xx_share: ({ value, expected }) => (value === null || value < Math.max(0.01, (expected ?? 0) * 2) ? null : value >= 0.05 ? 3 : 2),
};

export function Kpis() {
  const { t } = useText();
  return (
    <section aria-label={t.kpi.title} className="panel grid grid-cols-6 overflow-hidden lg:grid-cols-5">
      <Figure name="requests_rps" className="col-span-3 lg:col-span-1" />
      <Figure name="anomalous_share" className="col-span-3 lg:col-span-1" />
      <Figure name="refused_rps" className="col-span-3 md:col-span-2 lg:col-span-1" />
      <Figure name="latency_p95_ms" className="col-span-3 md:col-span-2 lg:col-span-1" />
      <Figure name="errors_5xx_share" className="col-span-6 md:col-span-2 lg:col-span-1" />
    </section>
  );
}

function Figure({ name, className }: { name: Name; className: string }) {
  const { service = "" } = useViewSearch();
  const kpi = useSnapshot({ service, range: useRange() }, (data) => data.kpis[name]);
  const { label, value, note } = useFigureText(name, kpi);
  const level = kpi ? LEVEL[name](kpi) : null;
  const color = level === null ? (name === "requests_rps" ? "var(--s1)" : "var(--off)") : FILL[level];
  return (
    <div className={cx("num -mt-px -ml-px flex min-h-[86px] items-end gap-2 border-t border-l border-line px-4 py-3", className)}>
      <dl className="min-w-0 flex-1">
        <dt className="text-xs text-fg2">{label}</dt>
        <dd className={cx("mt-0.5 text-2xl font-semibold tracking-[-.02em] whitespace-nowrap max-md:text-xl", level !== null && INK[level])}>
          {kpi ? value : <Skeleton className="my-1 h-7 w-20" />}
        </dd>
        <dd className="cut text-xs text-fg3" title={note}>{note || "\u00a0"}</dd>
      </dl>
      <span className="mb-1 max-md:hidden">{kpi && <Spark young values={kpi.spark} color={color} />}</span>
    </div>
  );
}

function useFigureText(name: Name, kpi: Kpi | undefined): { label: string; value: string; note: string } {
  const { t, f } = useText();
  const value = kpi?.value ?? null;
  const expected = kpi?.expected ?? null;
  switch (name) {
    case "requests_rps":
      return { label: t.kpi.rps, value: f.amount(value), note: expected === null ? t.kpi.noExpected : t.kpi.expected(f.amount(expected)) };
    case "anomalous_share":
      return { label: t.kpi.share, value: f.percent(value), note: t.kpi.shareNote };
    case "refused_rps":
      return { label: t.kpi.refused, value: f.amount(value), note: t.kpi.refusedNote };
    case "latency_p95_ms":
      return { label: t.kpi.latency, value: f.ms(value), note: expected === null ? "" : t.kpi.usual(f.ms(expected)) };
    case "errors_5xx_share":
      return { label: t.kpi.errors, value: f.percent(value), note: expected === null ? "" : t.kpi.usual(f.percent(expected)) };
  }
}
