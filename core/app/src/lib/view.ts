import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

import { type Range, rangeOf, type RangeSearch, searchOf } from "./range";

export const TABS = ["requests", "statuses", "latency"] as const;
export type Tab = (typeof TABS)[number];
export const SORTS = ["score", "rps", "source", "last"] as const;
export type Sort = (typeof SORTS)[number];

/** The state of every view is its URL; what is default is left out. */
export interface ViewSearch extends RangeSearch {
  service?: string | undefined;
  q?: string | undefined;
  sort?: Sort | undefined;
  open?: string | undefined;
  tab?: Tab | undefined;
  table?: boolean | undefined;
  show?: "ended" | "watched" | undefined;
}

const textOf = (value: unknown, longest: number): string | undefined =>
  (typeof value === "string" || typeof value === "number") && String(value) !== "" ? String(value).slice(0, longest) : undefined;
const instantOf = (value: unknown): number | undefined => {
  const number = Number(value);
  return number > 1e9 && number < 1e11 ? Math.floor(number) : undefined;
};

/** A URL is anybody's text: what is not understood is dropped. */
export function readSearch(raw: Record<string, unknown>): ViewSearch {
  const found: ViewSearch = {
    range: textOf(raw["range"], 12), from: instantOf(raw["from"]), to: instantOf(raw["to"]), service: textOf(raw["service"], 253),
    q: textOf(raw["q"], 200), open: textOf(raw["open"], 64), tab: TABS.find((tab) => tab === raw["tab"]), sort: SORTS.find((sort) => sort === raw["sort"]),
    table: raw["table"] === true || undefined, show: raw["show"] === "ended" || raw["show"] === "watched" ? raw["show"] : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

export function useViewSearch(): ViewSearch {
  return useSearch({ strict: false }) as ViewSearch;
}

export function useRange(): Range {
  const { range, from, to } = useViewSearch();
  return useMemo(() => rangeOf({ range, from, to }), [range, from, to]);
}

/** Changes a part of the URL's state. `replace`: without a step in the history, as for typing. */
export function useChangeSearch(): (change: ViewSearch, replace?: boolean) => void {
  const navigate = useNavigate();
  return useCallback(
    (change, replace = false) =>
      void navigate({ to: ".", search: ((old: ViewSearch) => ({ ...old, ...change })) as never, replace, resetScroll: false }),
    [navigate],
  );
}

export function useSetRange(): (range: Range) => void {
  const change = useChangeSearch();
  return useCallback((range) => change(searchOf(range)), [change]);
}
