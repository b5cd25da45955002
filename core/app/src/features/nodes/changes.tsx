import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { Empty, Failure, Skeleton } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { metricText } from "@/lib/metric";
import { bounds } from "@/lib/range";
import { useRange } from "@/lib/view";

import { useText } from "./text/use";

/** Metrics of the chosen time, the most unlike those of as long before first. */
export function ChangesPane({ node }: { node: string }) {
  const text = useText();
  const { t, f } = text;
  const range = useRange();
  const { data, error, refetch } = useQuery({
    queryKey: ["nodes", node, "changes", range],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/metrics/changes", { params: { query: { ...bounds(range, nowSeconds()), node: [node], limit: 40 } }, signal })),
    refetchInterval: range.kind === "live" ? 15_000 : false,
    placeholderData: keepPreviousData,
  });
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-96" />;
  const { from, to } = bounds(range, nowSeconds());
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <p className="num text-fg2">{t.nodes.changesLead(f.span(to - from), data.compared)}</p>
      {data.changes.length === 0 && <Empty icon={<GitCompareArrows size={18} />} title={t.nodes.noChanges} />}
      <ol className="grid gap-2">
        {data.changes.map(({ kind, entity, metric, unit, change, score, before, after }) => (
          <li key={`${kind} ${entity} ${metric}`} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1">
            <span className="min-w-0"><span className="mono cut block" title={`${kind}.${metric}`}>{kind}.{metric}</span>{entity && <span className="cut block text-xs text-fg3" title={entity}>{entity}</span>}</span>
            <span className="num text-right whitespace-nowrap">
              {change === "changed" ? <>{metricText(before, unit, text)} → <b className="font-semibold">{metricText(after, unit, text)}</b></> : <b className="font-semibold">{change === "appeared" ? `${t.nodes.appeared} ${metricText(after, unit, text)}` : t.nodes.vanished}</b>}
            </span>
            <span aria-hidden="true" className="col-span-2 h-1 overflow-hidden rounded-full bg-active"><i className="block h-full rounded-full bg-sev2" style={{ width: `${score * 100}%` }} /></span>
          </li>
        ))}
      </ol>
    </div>
  );
}
