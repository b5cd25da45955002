import { useMemo } from "react";

import { type Compare, MOST_METRICS, type Split, type Stat, useChangeSearch, useViewSearch, type ViewSearch } from "@/lib/view";

import { PRESETS } from "./catalogue";

const NONE: readonly string[] = [];

interface Chosen {
  metrics: readonly string[];
  nodes: readonly string[];
  entities: readonly string[];
  stat: Stat | "avg";
  split: Split | "entity";
  compare: Compare | undefined;
  show: (metrics: readonly string[]) => void;
  toggle: (name: string) => void;
  /** Puts a metric first. */
  add: (name: string) => void;
  change: (next: ViewSearch) => void;
}

/** What is shown, as the URL says it, and what changes it. Without a word about metrics it is how the machines are. */
export function useChosen(): Chosen {
  const { metric = PRESETS.machine, nodes = NONE, entity = NONE, stat = "avg", split = "entity", compare } = useViewSearch();
  const change = useChangeSearch();
  return useMemo(() => {
    const show = (metrics: readonly string[]) => change({ metric: metrics.length > 0 && !isDefault(metrics) ? metrics.slice(-MOST_METRICS) : undefined });
    return {
      metrics: metric, nodes, entities: entity, stat, split, compare,
      show,
      toggle: (name: string) => show(metric.includes(name) ? metric.filter((each) => each !== name) : [...metric, name]),
      add: (name: string) => show([name, ...metric.filter((each) => each !== name)].slice(0, MOST_METRICS)),
      change: (next: ViewSearch) => change(next),
    };
  }, [metric, nodes, entity, stat, split, compare, change]);
}

const isDefault = (metrics: readonly string[]) => metrics.length === PRESETS.machine.length && PRESETS.machine.every((each, i) => metrics[i] === each);

/** The marked window of the URL. */
export function useMarked(): { from: number; to: number } | null {
  const { marked } = useViewSearch();
  return useMemo(() => {
    const [from = 0, to = 0] = (marked ?? "").split("-").map(Number);
    return to > from ? { from, to } : null;
  }, [marked]);
}
