import { Link } from "@tanstack/react-router";

import { useSnapshot } from "@/api/snapshot";
import type { Incident } from "@/api/types";
import { Ago } from "@/components/age";
import { Bars } from "@/components/severity";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { HARMLESS, INK, levelOf } from "@/lib/severity";
import { useRange, useViewSearch } from "@/lib/view";

const MOST = 6;

/** The newest incidents of the window, each the way to its page. */
export function IncidentsStrip() {
  const { t } = useText();
  const { service = "" } = useViewSearch();
  const incidents = useSnapshot({ service, range: useRange() }, (data) =>
    data.incidents.toSorted((a, b) => unix(b.started_at) - unix(a.started_at)).slice(0, MOST));
  return (
    <section aria-labelledby="incidents-title" className="panel flex min-h-[76px] min-w-0 overflow-hidden">
      <div className="w-[132px] shrink-0 self-center px-4 max-md:w-[116px] max-md:px-3">
        <h2 id="incidents-title" className="cut text-md font-semibold">{t.incident.list}</h2>
        <p className="text-xs text-fg3">{t.incident.listNote}</p>
      </div>
      {incidents?.length === 0 && <p className="self-center px-3 text-fg2">{t.incident.none}</p>}
      {incidents && incidents.length > 0 && <ul className="relative flex min-w-0 flex-1 overflow-x-auto">{incidents.map((incident) => <Item key={incident.id} incident={incident} />)}</ul>}
    </section>
  );
}

function Item({ incident: { id, kind, severity, service, ended_at, verdict } }: { incident: Incident }) {
  const { t } = useText();
  const level = levelOf(severity);
  return (
    <li className="max-w-[300px] min-w-[150px] flex-1 border-l border-line">
      <Link to="/incidents/$id" params={{ id }} title={t.incident.open(t.kind[kind], service)} className={cx("grid h-full content-center gap-1 px-3 py-2 hover:bg-hover", HARMLESS.has(verdict) && "text-fg2")}>
        <span className="flex items-center gap-1.5"><span className={INK[level]}><Bars level={level} /></span><span className="cut font-medium">{t.kind[kind]}</span></span>
        <span className="cut text-xs text-fg2">{service}</span>
        <span className="num cut text-xs text-fg3">
          {ended_at ? <Ago at={unix(ended_at)} /> : <b className="font-semibold text-badink">{t.incident.goesOn}</b>}{verdict !== "open" && ` · ${t.incident.verdicts[verdict].toLowerCase()}`}
        </span>
      </Link>
    </li>
  );
}
