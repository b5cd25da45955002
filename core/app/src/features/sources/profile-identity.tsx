import type { ReactNode } from "react";

import type { SourceProfile } from "@/api/types";
import { Ago } from "@/components/age";
import { Facts } from "@/components/facts";
import { SourceLink } from "@/components/source-link";
import { countryName } from "@/lib/country";
import { unix } from "@/lib/instant";

import { Panel } from "./panel";
import { NameOfAddress } from "./profile-name";
import { useText } from "./text/use";

type Row = readonly [string, ReactNode];

/** What is known of who it is. */
export function Identity({ profile }: { profile: SourceProfile }) {
  const { t, f, lang } = useText();
  const { kind, summary, country, system, network, crawler, agent, places } = profile;
  const single = kind === "address";
  const moment = (at: string | null): ReactNode => (at ? <span title={f.moment(unix(at))}><Ago at={unix(at)} /></span> : t.profile.never);
  const rows: Row[] = [
    ...(single && !profile.key.includes(":") ? [[t.profile.name.title, <NameOfAddress key="name" source={profile.key} />] as Row] : []),
    ...(single ? [[t.profile.network, <SourceLink key="network" source={network} />] as Row] : []),
    ...(kind !== "country" && places.systems ? [[t.profile.system, system ? <Owner key="system" number={system.number} name={system.name} link={kind !== "asn"} /> : t.profile.noPlace] as Row] : []),
    ...(kind !== "asn" && places.countries ? [[t.profile.country, country ? <SourceLink key="country" source={country}>{countryName(country, lang)}</SourceLink> : t.profile.noPlace] as Row] : []),
    ...(single ? [[t.profile.crawler, crawler || t.profile.notCrawler] as Row, [t.profile.agent, agent ? <span key="agent" className="mono text-xs break-all">{agent}</span> : t.profile.agentNone] as Row] : []),
    [t.profile.first, moment(profile.first_seen_at)],
    [t.profile.last, moment(profile.last_seen_at)],
    ...(single || !profile.known ? [] : [[t.who.sources, f.integer(summary?.sources ?? 0)] as Row]),
    ...(profile.known ? [[t.profile.requests, f.integer(profile.requests)] as Row, [t.profile.refused, f.integer(profile.refused)] as Row] : []),
    ...(summary && summary.services.length > 0 ? [[t.profile.services, summary.services.join(", ")] as Row] : []),
  ];
  return (
    <Panel title={t.profile.identity}>
      <Facts rows={rows} />
      {places.credit.length > 0 && <p className="mt-3 text-2xs text-fg3">{t.who.map.credit(places.credit.join(" · "))}</p>}
    </Panel>
  );
}

function Owner({ number, name, link }: { number: number; name: string; link: boolean }) {
  const key = `AS${number}`;
  if (!link) return <>{name || key}</>;
  return <SourceLink source={key}>{name ? `${name} · ${key}` : key}</SourceLink>;
}
