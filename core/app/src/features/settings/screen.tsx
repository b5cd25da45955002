import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useRef } from "react";

import { may, session } from "@/api/session";
import { Page } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { useKeys } from "@/lib/keys";
import { useStore } from "@/lib/store";
import { SETTING_PANELS, useChangeSearch, useViewSearch } from "@/lib/view";

import { useBrowser } from "./browser";
import { useConfig } from "./config";
import { type Entry, matches } from "./entries";
import { useProtection } from "./protection";
import { settingsQuery } from "./requests";
import { useRetention } from "./retention";
import { Row } from "./row";
import { useSystem } from "./system";
import { useText } from "./text/use";
import { useVariables } from "./variables";

const PANELS = ["protection", ...SETTING_PANELS] as const;
type Panel = (typeof PANELS)[number];
/** Those of which only operators are told. */
const NARROW: ReadonlySet<Panel> = new Set(["retention", "access", "network"]);
/** Those that are short of what only operators are told, until that is known. */
const PARTLY: ReadonlySet<Panel> = new Set(["protection"]);
/** Those that are set by variables of the core's environment. */
const OUTSIDE: ReadonlySet<Panel> = new Set(["retention", "access", "network"]);

/** What the installation is set to, and who may change it. */
export default function SettingsScreen() {
  const { t } = useText();
  const { panel = "protection", q = "" } = useViewSearch();
  const change = useChangeSearch();
  const box = useRef<HTMLInputElement>(null);
  const operates = may(useStore(session), "operate");
  const { data, error, refetch } = useQuery({ ...settingsQuery, enabled: operates });
  useKeys({ Slash: () => box.current?.focus() });
  const entries: Record<Panel, readonly Entry[]> = {
    protection: useProtection(data), browser: useBrowser(), retention: useRetention(data), access: useVariables(data, ["access"]),
    network: useVariables(data, ["network", "detection"]), system: useSystem(data), config: useConfig(),
  };
  const found: readonly Panel[] = q ? PANELS.filter((name) => entries[name].some((entry) => matches(entry, q))) : [panel];
  return (
    <Page lead={t.settings.lead}>
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-3 lg:grid-cols-[212px_minmax(0,1fr)]">
        <div className="grid gap-2 lg:sticky lg:top-[68px]">
          <label className="relative block">
            <span className="sr-only">{t.settings.search}</span>
            <Search size={15} className="pointer-events-none absolute top-2.5 left-3 text-fg3" aria-hidden="true" />
            <input ref={box} type="search" className="field pl-9!" placeholder={t.settings.search} value={q} onChange={(event) => change({ q: event.target.value || undefined }, true)} />
          </label>
          <nav aria-label={t.settings.sections} className="flex gap-1 overflow-x-auto lg:grid">
            {PANELS.map((name) => (
              <Link key={name} to="/settings" search={{ panel: name === "protection" ? undefined : name } as never} aria-current={!q && name === panel ? "page" : undefined} activeProps={{}} className="ctl justify-start! text-fg2 hover:bg-hover hover:text-fg data-[shown=true]:bg-active data-[shown=true]:text-fg" data-shown={!q && name === panel}>{t.settings.panels[name]}</Link>
            ))}
          </nav>
        </div>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
          {found.length === 0 && <div className="panel"><Empty title={t.settings.nothing} lead={t.settings.nothingLead} /></div>}
          {found.map((name) => <PanelCard key={name} name={name} entries={q ? entries[name].filter((entry) => matches(entry, q)) : entries[name]} waits={operates && !data && !error && (PARTLY.has(name) || entries[name].length === 0)} failed={error} retry={() => void refetch()} denied={!operates && NARROW.has(name)} />)}
        </div>
      </div>
    </Page>
  );
}

interface CardProps {
  name: Panel;
  entries: readonly Entry[];
  waits: boolean;
  failed: unknown;
  retry: () => void;
  denied: boolean;
}

function PanelCard({ name, entries, waits, failed, retry, denied }: CardProps) {
  const { t } = useText();
  return (
    <section aria-labelledby={`settings-${name}`} className="panel min-w-0">
      <div className="border-b border-line px-4 py-3">
        <h2 id={`settings-${name}`} className="text-md font-semibold">{t.settings.panels[name]}</h2>
        <p className="text-fg2">{t.settings.panelLeads[name]}{OUTSIDE.has(name) && ` ${t.settings.outside}`}</p>
      </div>
      {denied ? <Empty title={t.settings.denied} lead={t.state.needs.operate} />
        : waits ? <div className="p-4"><Skeleton className="h-48" /></div>
          : entries.length > 0 ? entries.map(({ id, title, lead, body, wide = false }) => <Row key={id} title={title} lead={lead} wide={wide}>{body}</Row>)
            : Boolean(failed) && <Failure error={failed} onRetry={retry} />}
    </section>
  );
}
