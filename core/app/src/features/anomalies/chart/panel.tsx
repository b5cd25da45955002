import { ChevronDown, Waypoints } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";

import { useMarks } from "@/api/marks";
import { useSnapshot } from "@/api/snapshot";
import type { Incident } from "@/api/types";
import { Button } from "@/components/button";
import { ChartMenu } from "@/components/chart/chart-menu";
import { Menu } from "@/components/menu";
import { Segmented } from "@/components/segmented";
import { Empty, Failure } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { csvText, save } from "@/lib/csv";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { prefs } from "@/lib/prefs";
import { zoomed } from "@/lib/range";
import { COLUMNS, type SeriesWindow } from "@/lib/series";
import { createStore, useStore } from "@/lib/store";
import { type Tab, TABS, useChangeSearch, useRange, useSetRange, useViewSearch } from "@/lib/view";

import { useFeed } from "./feed";
import { Lane } from "./lane";
import { Legend } from "./legend";
import { type Frame, TrafficPlot } from "./plot";

const DataTable = lazy(() => import("./data-table"));
const NO_INCIDENTS: Incident[] = [];

export function ChartPanel() {
  const { t, f } = useText();
  const { theme } = useStore(prefs);
  const { tab = "requests", table = false, service = "" } = useViewSearch();
  const range = useRange();
  const setRange = useSetRange();
  const plot = useRef<TrafficPlot | null>(null);
  const shown = useRef<Shown | null>(null);
  const { state, window, retry } = useFeed(range, service, (...args) => {
    shown.current = args;
    plot.current?.update(...args);
  });
  const attach = useCallback((made: TrafficPlot | null) => {
    plot.current = made;
    return shown.current;
  }, []);
  const hidden = state.phase === "empty" || state.phase === "failed";
  return (
    <section aria-label={t.chart.title} className="panel flex min-w-0 flex-col p-4">
      <Toolbar window={window} plot={plot} />
      {state.phase === "behind" && (
        <p role="status" className="num mt-2.5 self-start rounded-chip bg-warnsoft px-2 py-1 text-xs text-warnink">{t.chart.behind(f.clock(state.until))}</p>
      )}
      <div className="relative mt-2.5 flex min-h-[344px] flex-1 flex-col">
        {table && !hidden ? <Suspense><DataTable tab={tab} window={window} service={service} /></Suspense> : (
          <div className={cx("flex flex-1 flex-col", hidden && "invisible")} aria-busy={state.phase === "loading"}>
            {/* The colours of a canvas are those of the theme it was made under. */}
            <PlotHost key={theme} tab={tab} service={service} attach={attach} />
          </div>
        )}
        {state.phase === "empty" && (
          <div className="absolute inset-0 grid place-content-center">
            <Empty title={t.chart.empty} lead={t.chart.emptyLead}><Button onClick={() => setRange(zoomed(range, true, nowSeconds()))}>{t.chart.wider}</Button></Empty>
          </div>
        )}
        {state.phase === "failed" && <div className="absolute inset-0 grid place-content-center"><Failure error={state.error} onRetry={retry} /></div>}
      </div>
      {!table && <Legend tab={tab} />}
    </section>
  );
}

type Shown = Parameters<TrafficPlot["update"]>;

interface HostProps {
  tab: Tab;
  service: string;
  /** Hands the chart over for updates, or null when it is gone; answers what to show first. */
  attach: (made: TrafficPlot | null) => Shown | null;
}

/** The frame of the chart: makes it, marks it, and keeps its width. */
function PlotHost({ tab, service, attach }: HostProps) {
  const { t, f } = useText();
  const range = useRange();
  const setRange = useSetRange();
  const host = useRef<HTMLDivElement>(null);
  const own = useRef<TrafficPlot | null>(null);
  const [frame] = useState(() => createStore<Frame | null>(null));
  const incidents = useSnapshot({ service, range }, (data) => data.incidents) ?? NO_INCIDENTS;
  const marks = useMarks(range, service);

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const made = new TrafficPlot(element, {
      tab, t, f,
      onZoom: (from, to) => setRange({ kind: "fixed", from, to }),
      onZoomOut: () => setRange(zoomed(range, true, nowSeconds())),
      onFrame: frame.set,
    });
    const draw = () => {
      const first = attach(made);
      if (first) made.update(...first);
    };
    own.current = made;
    draw();
    const watcher = new ResizeObserver(() => {
      made.resize();
      draw();
    });
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
      attach(null);
    };
  }, [tab, t, f, range, setRange, frame, attach]);
  useEffect(() => own.current?.mark(marks));

  return (
    <>
      <Lane incidents={incidents} frame={frame} />
      <div ref={host} role="img" aria-label={t.chart.title} className="relative min-h-[322px] min-w-0 flex-1 *:absolute" />
    </>
  );
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
      <ChartMenu title={t.chart.title} asTable={table} onTable={(on) => change({ table: on || undefined })} onCsv={csv} onPicture={png} />
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
