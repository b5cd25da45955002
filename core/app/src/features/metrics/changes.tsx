import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows, Plus, X, ZoomIn } from "lucide-react";

import type { MetricChange, Node } from "@/api/types";
import { Button } from "@/components/button";
import { Empty, Failure, Skeleton } from "@/components/states";
import { metricText } from "@/lib/metric";
import { useNames } from "@/lib/metric-names/use";
import { useSetRange } from "@/lib/view";

import { useChosen } from "./chosen";
import { changesQuery } from "./requests";
import { useText } from "./text/use";

interface Props {
  from: number;
  to: number;
  /** Somebody dragged over it; else it is the whole time that is shown. */
  marked: boolean;
  nodes: readonly Node[];
  onClose: () => void;
}

/** Every series of the fleet, those that were most unlike before first: what to look at when something happened. */
export function Changes({ from, to, marked, nodes, onClose }: Props) {
  const { t, f } = useText();
  const { nodes: chosen } = useChosen();
  const setRange = useSetRange();
  const { data, error, refetch } = useQuery(changesQuery(chosen, from, to));
  return (
    <section className="panel min-w-0" aria-label={marked ? t.metrics.changes : t.metrics.now}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="text-md font-semibold">{marked ? t.metrics.changes : t.metrics.now}</h2>
          <p className="num text-fg2">{marked && `${t.metrics.marked(f.moment(from), f.clock(to), f.span(to - from))}. `}{data && t.metrics.changesLead(f.span(to - from), data.compared)}</p>
        </div>
        {marked && <Button onClick={() => setRange({ kind: "fixed", from, to })}><ZoomIn size={15} aria-hidden="true" />{t.metrics.zoom}</Button>}
        <Button kind="ghost" size="icon" aria-label={marked ? t.metrics.letGo : t.metrics.close} title={marked ? t.metrics.letGo : t.metrics.close} onClick={onClose}><X size={16} /></Button>
      </div>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="p-4"><Skeleton className="h-40" /></div>}
      {data?.changes.length === 0 && <Empty icon={<GitCompareArrows size={18} />} title={t.metrics.noChanges} lead={t.metrics.noChangesLead} />}
      {data && data.changes.length > 0 && <List changes={data.changes} nodes={nodes} />}
    </section>
  );
}

function List({ changes, nodes }: { changes: readonly MetricChange[]; nodes: readonly Node[] }) {
  const text = useText();
  const { t, f } = text;
  const called = useNames();
  const { metrics, add } = useChosen();
  const nodeName = (id: string) => nodes.find((node) => node.id === id)?.name ?? id;
  return (
    <ol className="max-h-80 overflow-y-auto border-t border-line">
      {changes.map(({ node_id: node, kind, entity, metric, unit, change, score, before, after }) => {
        const name = `${kind}.${metric}`;
        const where = [nodes.length > 1 && nodeName(node), entity].filter(Boolean).join(" · ");
        return (
          <li key={`${node} ${name} ${entity}`} className="num flex min-h-10 items-center gap-3 border-t border-line px-4 py-1 first:border-0">
            <span role="img" aria-label={t.metrics.unlike(f.percent(score))} title={t.metrics.unlike(f.percent(score))} className="h-1.5 w-16 shrink-0 overflow-hidden rounded-full bg-active"><i className="block h-full rounded-full bg-sev2" style={{ width: `${score * 100}%` }} /></span>
            <span className="min-w-0 flex-1"><span className="cut block" title={name}>{called(name)}</span>{where && <span className="cut block text-xs text-fg2" title={where}>{where}</span>}</span>
            <span className="shrink-0 text-right whitespace-nowrap">
              {change === "changed" ? <>{metricText(before, unit, text)} → <b className="font-semibold">{metricText(after, unit, text)}</b></> : <b className="font-semibold">{change === "appeared" ? `${t.metrics.appeared} ${metricText(after, unit, text)}` : t.metrics.vanished}</b>}
            </span>
            <Button kind="ghost" size="icon" disabled={metrics.includes(name)} aria-label={t.metrics.add(called(name))} title={t.metrics.add(called(name))} onClick={() => add(name)}><Plus size={15} /></Button>
          </li>
        );
      })}
    </ol>
  );
}
