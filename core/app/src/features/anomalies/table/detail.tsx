import { useQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { AnomalousSource, Reason, SourceDetail } from "@/api/types";
import { Ago } from "@/components/age";
import { SourceLink } from "@/components/source-link";
import { Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { featureName, featureSize, featureValue, featureWindow } from "@/lib/feature";
import { unix } from "@/lib/instant";
import { FILL, levelOfScore } from "@/lib/severity";

import { useText } from "../text/use";

export function useSourceDetail(source: string, service: string) {
  return useQuery({
    queryKey: ["source", source, service],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/sources/{source}", { params: { path: { source }, query: service ? { service } : {} }, signal })),
    refetchInterval: 4000,
  });
}

/** Why this source, what it asked for, and what is known of it. `row` comes from the snapshot, the rest is asked for. */
export function Detail({ row, narrow = false }: { row: AnomalousSource; narrow?: boolean }) {
  const { data, error, refetch } = useSourceDetail(row.source, row.service);
  return (
    <div className={cx("grid gap-x-8 gap-y-4", !narrow && "lg:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_minmax(0,4fr)]")}>
      <Pushed row={row} />
      {error && !data ? <Failure error={error} onRetry={() => void refetch()} /> : <Recent detail={data} />}
      <Facts row={row} detail={data} />
    </div>
  );
}

function Pushed({ row }: { row: AnomalousSource }) {
  const { t } = useText();
  const fill = FILL[levelOfScore(row.score)];
  return (
    <section>
      <h3 className="label mb-2">{t.sources.pushed}</h3>
      <ul className="grid gap-2">{row.reasons.map((reason) => <Push key={reason.feature} reason={reason} fill={fill} />)}</ul>
    </section>
  );
}

function Push({ reason, fill }: { reason: Reason; fill: string }) {
  const { t, f } = useText();
  const { feature, value, typical, share, one_in } = reason;
  const usual = t.sources.usual(featureValue(feature, typical, f) + featureWindow(feature, f));
  return (
    <li className="grid grid-cols-[minmax(0,10rem)_minmax(0,1fr)_2.5rem] items-center gap-x-3">
      <span className="cut" title={`${featureName(feature, t, f)}: ${featureValue(feature, value, f)}${featureWindow(feature, f)}`}>
        {featureName(feature, t, f)} <b className="num font-semibold">{featureSize(feature, value, typical, f, t)}</b>
      </span>
      <span aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-active">
        <i className="block h-full rounded-full" style={{ width: `${share * 100}%`, background: fill }} />
      </span>
      <span className="num text-right text-fg2">{f.percent(share)}</span>
      <span className="num col-span-3 text-2xs text-fg3">
        {usual}{one_in >= 2 && ` · ${t.sources.oneIn(f.amount(one_in))}`}
      </span>
    </li>
  );
}

function Recent({ detail }: { detail: SourceDetail | undefined }) {
  const { t, f } = useText();
  return (
    <section className="min-w-0">
      <h3 className="label mb-2">{t.sources.recent}</h3>
      {!detail && <Skeleton className="h-24 w-full" />}
      {detail?.samples.length === 0 && <p className="text-fg3">{t.sources.noRecent}</p>}
      <ul className="grid gap-1">
        {detail?.samples.slice(0, 8).map((sample) => (
          <li key={`${sample.at} ${sample.method} ${sample.path} ${sample.status}`} className="mono grid grid-cols-[3.2rem_minmax(0,1fr)_auto] gap-2 text-xs leading-[18px]">
            <span className="cut text-fg3" title={f.moment(unix(sample.at))}>{sample.method}</span>
            <span className="cut" title={sample.path}>{sample.path}</span>
            <span className={sample.status >= 400 ? "text-badink" : "text-fg2"}>{sample.status}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ row, detail }: { row: AnomalousSource; detail: SourceDetail | undefined }) {
  const { t, f } = useText();
  const agent = detail?.samples[0]?.user_agent;
  const past = detail?.decisions.slice(0, 3) ?? [];
  return (
    <section className="min-w-0">
      <h3 className="label mb-2">{t.sources.facts}</h3>
      <dl className="num grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-3 gap-y-1">
        <Fact name={t.sources.source}><SourceLink source={row.source} /></Fact>
        <Fact name={t.sources.service}>{row.service}</Fact>
        <Fact name={t.sources.firstSeen}><span title={f.moment(unix(row.first_seen_at))}><Ago at={unix(row.first_seen_at)} /></span></Fact>
        <Fact name={t.sources.lastSeen}><span title={f.moment(unix(row.last_seen_at))}><Ago at={unix(row.last_seen_at)} /></span></Fact>
        <Fact name={t.sources.requests}>{f.integer(row.requests)}</Fact>
        <Fact name={t.sources.refusedCount}>{f.integer(row.refused)}</Fact>
        {agent !== undefined && <Fact name={t.sources.userAgent}><span className="mono text-xs">{agent || t.sources.noAgent}</span></Fact>}
        {past.length > 0 && (
          <Fact name={t.sources.decisions}>
            {past.map((made) => `${t.decisions.types[made.type]}${made.simulated ? ` (${t.sources.simulated})` : ""}, ${f.clock(unix(made.decided_at))}`).join(" · ")}
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-fg3">{name}</dt>
      <dd className="cut" title={typeof children === "string" ? children : undefined}>{children}</dd>
    </>
  );
}
