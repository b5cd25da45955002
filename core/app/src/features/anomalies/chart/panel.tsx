import { useQuery } from "@tanstack/react-query";
import { ChartColumn, Download, Ellipsis, Image, Link2, Table2, Waypoints, ChevronDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { useSnapshot } from "@/api/snapshot";
import type { AnomalyEvent } from "@/api/types";
import { Button } from "@/components/button";
import { copyText } from "@/components/copy";
import { Menu } from "@/components/menu";
import { Segmented } from "@/components/segmented";
import { Empty, Failure } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { csvText, save } from "@/lib/csv";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { prefs } from "@/lib/prefs";
import { zoomed } from "@/lib/range";
import { COLUMNS, type SeriesWindow } from "@/lib/series";
import { createStore } from "@/lib/store";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";
import { TABS, useChangeSearch, useRange, useSetRange, useViewSearch } from "@/lib/view";

import { DataTable } from "./data-table";
import { useFeed } from "./feed";
import { Lane } from "./lane";
import { Legend } from "./legend";
import { type Frame, TrafficPlot } from "./plot";

const NO_EVENTS: AnomalyEvent[] = [];
const HEIGHT = 322;

export function ChartPanel() {
  const { t, f, lang } = useText();
  const { theme, zone } = useStore(prefs);
  const { tab = "requests", table = false, service = "" } = useViewSearch();
  const range = useRange();
  const setRange = useSetRange();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<TrafficPlot | null>(null);
  const shown = useRef<[SeriesWindow, number, number] | null>(null);
  const [frame] = useState(() => createStore<Frame | null>(null));
  const [summary, setSummary] = useState("");
  const events = useSnapshot({ service, range }, (data) => data.events) ?? NO_EVENTS;
  const decisions = useDecisionInstants(service);

  const { state, window, retry } = useFeed(range, service, (...args) => {
    shown.current = args;
    plot.current?.update(...args);
  });

  useEffect(() => {
    const element = host.current;
    if (!element || table) return;
    const made = new TrafficPlot(element, {
      tab, t, f, height: HEIGHT,
      onZoom: (from, to) => setRange({ kind: "fixed", from, to }),
      onZoomOut: () => setRange(zoomed(range, true, nowSeconds())),
      onFrame: frame.set,
    });
    plot.current = made;
    if (shown.current) made.update(...shown.current);
    const watcher = new ResizeObserver(() => {
      made.resize(element.clientWidth);
      if (shown.current) made.update(...shown.current);
    });
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [tab, table, t, f, theme, zone, lang, range, setRange, frame]);

  useEffect(() => plot.current?.mark(events, decisions), [events, decisions, tab, table, theme, lang, range]);
  useEffect(() => {
    if (state.phase === "ready") setSummary(summaryOf(window, t, f));
  }, [state.phase, window, t, f, range]);

  const hidden = state.phase === "empty" || state.phase === "failed";
  return (
    <section aria-label={t.chart.title} className="panel min-w-0 p-4">
      <Toolbar window={window} plot={plot} />
      <div className="relative mt-2.5" style={{ minHeight: HEIGHT + 22 }}>
        {table && !hidden ? <DataTable tab={tab} window={window} /> : (
          <div className={hidden ? "invisible" : ""} aria-busy={state.phase === "loading"}>
            <Lane events={events} frame={frame} />
            <div ref={host} role="img" aria-label={summary || t.chart.title} className="relative min-w-0" style={{ height: HEIGHT }} />
          </div>
        )}
        {state.phase === "empty" && (
          <div className="absolute inset-0 grid place-content-center">
            <Empty title={t.chart.empty} lead={t.chart.emptyLead}><Button onClick={() => setRange(zoomed(range, true, nowSeconds()))}>{t.chart.wider}</Button></Empty>
          </div>
        )}
        {state.phase === "failed" && <div className="absolute inset-0 grid place-content-center"><Failure error={state.error} onRetry={retry} /></div>}
      </div>
    </section>
  );
}

function summaryOf(window: SeriesWindow, t: ReturnType<typeof useText>["t"], f: ReturnType<typeof useText>["f"]): string {
  const known = window.cells.rps.filter((value): value is number => value !== null);
  const [first, last] = [window.t[0] ?? 0, window.t[window.t.length - 1] ?? 0];
  return t.chart.summary(f.moment(first), f.moment(last), f.amount(Math.max(0, ...known)), f.amount(known[known.length - 1] ?? 0));
}

function useDecisionInstants(service: string): readonly number[] {
  const { data } = useQuery({
    queryKey: ["decisions", "marks"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/decisions", { params: { query: { limit: 100 } }, signal })),
    refetchInterval: 5000,
    select: (page) => page.items,
  });
  const [none] = useState<readonly number[]>([]);
  if (!data) return none;
  return data
    .filter((made) => made.type !== "observe" && (!service || !made.service || made.service === service))
    .map((made) => unix(made.decided_at))
    .toSorted((a, b) => a - b);
}

function Toolbar({ window, plot }: { window: SeriesWindow; plot: { current: TrafficPlot | null } }) {
  const { t } = useText();
  const { tab = "requests", table = false } = useViewSearch();
  const change = useChangeSearch();
  const csv = () => {
    const rows = window.t.map((at, i) => [new Date(at * 1000).toISOString(), ...COLUMNS.map((name) => window.cells[name][i] ?? null)]);
    save("dozor-traffic.csv", new Blob([csvText([["time", ...COLUMNS], ...rows])], { type: "text/csv" }));
  };
  const png = () => void plot.current?.picture().then((image) => image && save("dozor-traffic.png", image));
  const link = () => void copyText(globalThis.location.href).then(() => showToast({ tone: "done", title: t.header.linkCopied }));
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Segmented
        label={t.chart.title}
        value={tab}
        options={TABS.map((value) => ({ value, label: t.chart[value] }))}
        onChange={(value) => change({ tab: value === "requests" ? undefined : value })}
      />
      <ServiceFilter />
      <span className="flex-1" />
      <Legend tab={tab} />
      <Menu
        button={<Button kind="ghost" size="icon" aria-label={t.chart.more}><Ellipsis size={16} /></Button>}
        items={[
          { label: table ? t.chart.picture : t.chart.table, icon: table ? <ChartColumn size={15} /> : <Table2 size={15} />, onSelect: () => change({ table: table ? undefined : true }) },
          { label: t.header.copyLink, icon: <Link2 size={15} />, onSelect: link },
          { label: t.chart.csv, icon: <Download size={15} />, apart: true, onSelect: csv },
          { label: t.chart.png, icon: <Image size={15} />, disabled: table, onSelect: png },
        ]}
      />
    </div>
  );
}

function ServiceFilter() {
  const { t } = useText();
  const { service = "" } = useViewSearch();
  const range = useRange();
  const change = useChangeSearch();
  const services = useSnapshot({ service, range }, (data) => data.services) ?? [];
  const options = service && !services.includes(service) ? [service, ...services] : services;
  return (
    <Menu
      button={
        <Button kind="ghost" title={service || t.chart.allServices}>
          <Waypoints size={15} className="text-fg3" aria-hidden="true" />
          <span className="cut max-w-44">{service || t.chart.allServices}</span>
          <ChevronDown size={14} className="text-fg3" aria-hidden="true" />
        </Button>
      }
      items={[
        { label: t.chart.allServices, checked: !service, onSelect: () => change({ service: undefined }) },
        ...options.map((name) => ({ label: name, checked: name === service, onSelect: () => change({ service: name }) })),
      ]}
    />
  );
}
