import { Link, useLocation } from "@tanstack/react-router";

import { session } from "@/api/session";
import { useSnapshot } from "@/api/snapshot";
import { Logo } from "@/components/logo";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { HARMLESS } from "@/lib/severity";
import { useStore } from "@/lib/store";
import { useRange, useViewSearch, type ViewSearch } from "@/lib/view";

import { GROUPS, type Place, placesOf } from "./places";

/** What goes along from place to place: the time range and the service. */
export const carried = (old: ViewSearch): ViewSearch => {
  const { range, from, to, service } = old;
  return { range, from, to, service };
};

export function Rail() {
  const { t } = useText();
  const all = placesOf(useStore(session));
  const [places, last] = [all.slice(0, -1), all.at(-1)];
  return (
    <nav aria-label={t.nav.main} className="fixed inset-y-0 left-0 z-20 hidden w-14 flex-col border-r border-line bg-rail md:flex lg:w-[212px] print:hidden">
      <Link to="/" search={carried as never} aria-label={t.nav.home} className="flex h-[52px] shrink-0 items-center gap-2.5 px-[15px]">
        <Logo />
        <span className="hidden text-[15px] font-semibold tracking-[-.01em] lg:inline">{t.name}</span>
      </Link>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {GROUPS.filter((group) => places.some((place) => place.group === group)).map((group) => (
          <section key={group} className="mt-1 max-lg:mt-3">
            <h2 className="label hidden px-2 py-1 lg:block">{t.nav[group]}</h2>
            <ul>
              {places.filter((place) => place.group === group).map((place) => (
                <li key={place.to}><RailLink place={place} /></li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {last && <div className="shrink-0 border-t border-line px-2 py-1.5"><RailLink place={last} /></div>}
    </nav>
  );
}

function RailLink({ place }: { place: Place }) {
  const { t } = useText();
  const name = t.nav[place.name];
  const current = useIsOf(place);
  return (
    <Link
      to={place.to}
      aria-current={current}
      search={carried as never}
      title={name}
      className="group relative flex h-[clamp(28px,3.3vh,34px)] items-center gap-3 rounded-ctl px-2.5 font-medium text-fg2 hover:bg-hover hover:text-fg max-lg:my-1 max-lg:h-9 max-lg:justify-center max-lg:px-0 aria-[current=page]:bg-active aria-[current=page]:text-fg"
    >
      <i aria-hidden="true" className="absolute top-2 bottom-2 -left-2 hidden w-[3px] rounded-r bg-accent group-aria-[current=page]:block" />
      <place.icon size={17} strokeWidth={1.75} aria-hidden="true" className="shrink-0 group-aria-[current=page]:text-accent" />
      <span className="max-lg:sr-only">{name}</span>
      <PlaceBadge name={place.name} className="ml-auto max-lg:absolute max-lg:-top-0.5 max-lg:right-0 max-lg:ml-0" />
    </Link>
  );
}

/** An incident is one of the anomalies, though its address begins otherwise. */
export function useIsOf({ name }: Place): "page" | undefined {
  const isIncident = useLocation({ select: ({ pathname }) => pathname.includes("/incidents/") });
  return isIncident && name === "anomalies" ? "page" : undefined;
}

/** Open incidents at Anomalies, a mark at Nodes when one is down. */
export function PlaceBadge({ name, className }: { name: Place["name"]; className: string }) {
  const view = { service: useViewSearch().service ?? "", range: useRange() };
  const open = useSnapshot(view, (data) => data.incidents.filter((incident) => incident.ended_at === null && !HARMLESS.has(incident.verdict)).length) ?? 0;
  const down = useSnapshot(view, (data) => data.nodes.some((node) => node.state === "down")) ?? false;
  if (name === "anomalies" && open > 0) {
    return <span className={cx(badge, className, "num bg-sev4solid text-sev4on")}>{open}</span>;
  }
  return name === "nodes" && down ? <span className={cx(badge, className, "font-bold text-badink")}>!</span> : null;
}

const badge = "grid h-[18px] min-w-[18px] place-items-center rounded-full px-1 text-2xs font-semibold";
