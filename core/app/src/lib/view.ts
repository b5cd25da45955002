import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

import { type Range, rangeOf, type RangeSearch, searchOf } from "./range";

export const TABS = ["requests", "statuses", "latency"] as const;
export type Tab = (typeof TABS)[number];

export const GROUPS = ["node", "project", "service"] as const;
export type Group = (typeof GROUPS)[number];
/** What is shown of a node. */
export const PANES = ["metrics", "processes", "changes", "machines"] as const;
/** What is shown of a domain; how it is goes without saying. */
export const DOMAIN_PANES = ["edit", "history"] as const;
export const DOMAIN_PARTS = ["deployments", "history", "import"] as const;
export const ALARM_PARTS = ["silences", "history", "rules"] as const;
/** What is shown of the settings; those of protection are left out. */
export const SETTING_PANELS = ["browser", "retention", "access", "network", "system", "config"] as const;
export const SECTIONS = ["chats", "rules", "silences", "templates"] as const;
export type Section = (typeof SECTIONS)[number];
/** What is shown of error pages; the gallery is left out. */
export const PAGE_PARTS = ["assigned", "maintenance", "seen"] as const;
/** What is shown of people; accounts are left out. */
export const PEOPLE_PARTS = ["invitations", "tokens", "keys"] as const;
export type Pane = (typeof PANES)[number];
/** How what is searched for is meant; plain text is the default. */
export const HOWS = ["regex", "field"] as const;
export type How = (typeof HOWS)[number];

/** What sources are put together by; each address by itself goes without saying. */
export const SOURCE_GROUPS = ["network", "asn", "country", "agent"] as const;
export type SourceGroupBy = (typeof SOURCE_GROUPS)[number];

/** How many values of a metric become one; the average is left out. */
export const STATS = ["min", "max", "last"] as const;
export type Stat = (typeof STATS)[number];
/** What has a line of its own in a chart; each entity of each node does unless it is said otherwise. */
export const SPLITS = ["node", "none"] as const;
export type Split = (typeof SPLITS)[number];
/** How long before is shown beside. */
export const COMPARES = ["hour", "day", "week"] as const;
export type Compare = (typeof COMPARES)[number];

/** What is shown of the detectors; who judges now is left out. */
export const LAB_PARTS = ["drift", "labels", "versions"] as const;
/** The steps of the ladder that a threshold is looked at for; that of a limit is left out. */
export const LADDER_STEPS = ["observe", "challenge", "ban"] as const;

/** The state of every view is its URL; what is default is left out. */
export interface ViewSearch extends RangeSearch {
  service?: string | undefined;
  q?: string | undefined;
  /** The column that a table is sorted by; `-` in front: the other way round. */
  sort?: string | undefined;
  open?: string | undefined;
  by?: SourceGroupBy | undefined;
  tab?: Tab | undefined;
  table?: boolean | undefined;
  show?: "ended" | "watched" | undefined;
  /** Whose containers, by the name of the node. */
  node?: string | undefined;
  state?: string | undefined;
  group?: Group | undefined;
  pane?: Pane | undefined;
  look?: (typeof DOMAIN_PANES)[number] | undefined;
  /** A document as the text it is kept as, beside what NGINX is given; a form is left out. */
  text?: boolean | undefined;
  /** What is shown of alarms; those that fire are left out. */
  part?: (typeof ALARM_PARTS)[number] | (typeof DOMAIN_PARTS)[number] | undefined;
  /** What is shown of notifications; what was sent is left out. */
  section?: Section | undefined;
  /** Whose notifications, by the id of the chat. */
  panel?: (typeof SETTING_PANELS)[number] | undefined;
  chat?: string | undefined;
  people?: (typeof PEOPLE_PARTS)[number] | undefined;
  /** Of error pages: what is shown, of which set, which one is written, in which language and form. */
  pages?: (typeof PAGE_PARTS)[number] | undefined;
  set?: string | undefined;
  page?: string | undefined;
  speak?: "en" | "ru" | undefined;
  form?: "json" | undefined;
  /** Of the audit log: whose deeds, which, and done to what. */
  who?: string | undefined;
  action?: string | undefined;
  subject?: string | undefined;
  /** Only what was in the time range. */
  within?: boolean | undefined;
  /** Which logs: `NODE/KIND:NAME`. */
  source?: readonly string[] | undefined;
  level?: readonly string[] | undefined;
  how?: How | undefined;
  wrap?: boolean | undefined;
  /** The instants of lines are left out. */
  bare?: boolean | undefined;
  /** A line of a log: its instant, source and id. */
  line?: string | undefined;
  /** Requests that were kept with decisions instead of those of the access logs. */
  origin?: "evidence" | undefined;
  /** Of metrics: which, as KIND.METRIC, of which nodes and entities, and how they are shown. */
  metric?: readonly string[] | undefined;
  nodes?: readonly string[] | undefined;
  entity?: readonly string[] | undefined;
  stat?: Stat | undefined;
  split?: Split | undefined;
  compare?: Compare | undefined;
  lab?: (typeof LAB_PARTS)[number] | undefined;
  step?: (typeof LADDER_STEPS)[number] | undefined;
  /** A threshold that is tried: -log10 of the p-value. */
  point?: number | undefined;
  /** How far apart the points of a data set are, in seconds. */
  every?: number | undefined;
  /** The window in which it is looked for what changed, as `from-to` in Unix seconds. */
  marked?: string | undefined;
  /** An alarm's rule to begin with, as it is written. */
  draft?: string | undefined;
}

/** As many logs are read together. */
export const MOST_SOURCES = 20;
export const MOST_METRICS = 12;

const textOf = (value: unknown, longest: number): string | undefined =>
  (typeof value === "string" || typeof value === "number") && String(value) !== "" ? String(value).slice(0, longest) : undefined;
const textsOf = (value: unknown, most: number, longest: number): readonly string[] | undefined => {
  const texts = (Array.isArray(value) ? value : [value]).slice(0, most).flatMap((each) => textOf(each, longest) ?? []);
  return texts.length > 0 ? [...new Set(texts)] : undefined;
};
const columnOf = (value: unknown): string | undefined => (typeof value === "string" && /^-?[a-z]\w{0,40}$/.test(value) ? value : undefined);
const pointOf = (value: unknown): number | undefined => (typeof value === "number" && value >= 1 && value <= 8 ? Math.round(value * 4) / 4 : undefined);
const instantOf = (value: unknown): number | undefined => {
  const number = Number(value);
  return number > 1e9 && number < 1e11 ? Math.floor(number) : undefined;
};

/** A URL is anybody's text: what is not understood is dropped. */
export function readSearch(raw: Record<string, unknown>): ViewSearch {
  const found: ViewSearch = {
    range: textOf(raw["range"], 12), from: instantOf(raw["from"]), to: instantOf(raw["to"]), service: textOf(raw["service"], 253),
    q: textOf(raw["q"], 2000), by: SOURCE_GROUPS.find((by) => by === raw["by"]), open: textOf(raw["open"], 400), tab: TABS.find((tab) => tab === raw["tab"]), sort: columnOf(raw["sort"]),
    table: raw["table"] === true || undefined, show: raw["show"] === "ended" || raw["show"] === "watched" ? raw["show"] : undefined,
    node: textOf(raw["node"], 64), state: textOf(raw["state"], 32), group: GROUPS.find((group) => group === raw["group"]),
    pane: PANES.find((pane) => pane === raw["pane"]), look: DOMAIN_PANES.find((look) => look === raw["look"]), part: [...ALARM_PARTS, ...DOMAIN_PARTS].find((part) => part === raw["part"]), text: raw["text"] === true || undefined,
    section: SECTIONS.find((section) => section === raw["section"]), panel: SETTING_PANELS.find((panel) => panel === raw["panel"]), chat: textOf(raw["chat"], 32),
    pages: PAGE_PARTS.find((part) => part === raw["pages"]), set: textOf(raw["set"], 63), page: textOf(raw["page"], 16), speak: raw["speak"] === "en" || raw["speak"] === "ru" ? raw["speak"] : undefined, form: raw["form"] === "json" ? "json" : undefined,
    people: PEOPLE_PARTS.find((part) => part === raw["people"]), who: textOf(raw["who"], 100), action: textOf(raw["action"], 100), subject: textOf(raw["subject"], 500), within: raw["within"] === true || undefined,
    source: textsOf(raw["source"], MOST_SOURCES, 600), level: textsOf(raw["level"], 7, 16), how: HOWS.find((how) => how === raw["how"]),
    origin: raw["origin"] === "evidence" ? "evidence" : undefined,
    metric: textsOf(raw["metric"], MOST_METRICS, 200), nodes: textsOf(raw["nodes"], 50, 64), entity: textsOf(raw["entity"], 50, 256),
    stat: STATS.find((stat) => stat === raw["stat"]), split: SPLITS.find((split) => split === raw["split"]), compare: COMPARES.find((compare) => compare === raw["compare"]),
    marked: /^\d{10}-\d{10}$/.test(String(raw["marked"])) ? String(raw["marked"]) : undefined,
    lab: LAB_PARTS.find((part) => part === raw["lab"]), step: LADDER_STEPS.find((step) => step === raw["step"]), point: pointOf(raw["point"]), every: [1, 10, 60, 600, 3600].find((every) => every === raw["every"]),
    draft: textOf(raw["draft"], 2000),
    wrap: raw["wrap"] === true || undefined, bare: raw["bare"] === true || undefined, line: textOf(raw["line"], 1200),
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
