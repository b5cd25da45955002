import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, CircleHelp } from "lucide-react";

import { ApiError } from "@/api/problem";
import type { SourceProfile } from "@/api/types";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { Empty, Failure, Skeleton } from "@/components/states";
import { FrameWaiting } from "@/components/verdict-frame";
import { countryName } from "@/lib/country";
import { useRange } from "@/lib/view";

import { ProfileDecisions } from "./profile-decisions";
import { Heat } from "./profile-heat";
import { History } from "./profile-history";
import { Identity } from "./profile-identity";
import { Others } from "./profile-others";
import { Reasons } from "./profile-reasons";
import { ReasonsOverTimePanel } from "./profile-reasons-over-time";
import { Samples } from "./profile-samples";
import { ProfileVerdict } from "./profile-verdict";
import { profileQuery } from "./requests";
import { useText } from "./text/use";

const UNREADABLE = 422;

/** Who somebody is, and what they have done here: an address, a network, an autonomous system or a country. */
export default function ProfileScreen() {
  const { t } = useText();
  const { source = "" } = useParams({ strict: false }) as { source?: string };
  const { data, error, refetch } = useQuery(profileQuery(source, useRange()));
  const unreadable = error instanceof ApiError && error.status === UNREADABLE;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
        <Link to="/sources" search={((old: object) => ({ ...old, table: undefined })) as never} className="ctl text-fg2 hover:bg-hover hover:text-fg"><ArrowLeft size={15} aria-hidden="true" />{t.profile.back}</Link>
        {data && <Heading profile={data} />}
      </div>
      {unreadable && <section className="panel"><Empty icon={<CircleHelp size={18} />} title={t.profile.bad} lead={t.profile.badLead}><Button onClick={() => history.back()}>{t.profile.back}</Button></Empty></section>}
      {error && !data && !unreadable && <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>}
      {!data && !error && <Waiting />}
      {data && <Profile profile={data} />}
    </div>
  );
}

function Heading({ profile: { key, kind, system } }: { profile: SourceProfile }) {
  const { t, lang } = useText();
  const name = kind === "country" ? countryName(key, lang) : key;
  return (
    <div className="flex min-w-0 items-center gap-2">
      <span className="rounded-chip bg-active px-2 py-0.5 text-xs whitespace-nowrap text-fg2">{t.profile.kinds[kind]}</span>
      <h2 className={kind === "country" ? "cut text-xl font-semibold" : "mono cut text-xl! font-semibold"} title={name}>{name}</h2>
      {kind === "asn" && system?.name && <span className="cut text-fg2" title={system.name}>{system.name}</span>}
      <CopyButton text={key} />
    </div>
  );
}

function Profile({ profile }: { profile: SourceProfile }) {
  const { t } = useText();
  const single = profile.kind === "address";
  if (!profile.known) return <NeverSeen profile={profile} />;
  return (
    <>
      <ProfileVerdict profile={profile} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 lg:grid-cols-2 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)]">
        <Identity profile={profile} />
        {single && <Reasons profile={profile} />}
        {single ? <Samples profile={profile} /> : <div className="xl:col-span-2"><Others title={t.profile.members} none={t.profile.membersNone} rows={profile.members} all={allOf(profile)} /></div>}
      </div>
      <History profile={profile} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 xl:grid-cols-2">
        <ProfileDecisions profile={profile} />
        {single && <ReasonsOverTimePanel profile={profile} />}
        <Heat profile={profile} />
        {!single && <Samples profile={profile} />}
        {single && <Others title={t.profile.peers} none={t.profile.peersNone} rows={profile.peers} all={`net:${profile.network}`} />}
        {single && <Others title={t.profile.agentPeers} none={t.profile.agentPeersNone} rows={profile.agent_peers} />}
      </div>
    </>
  );
}

/** Nothing but who it is by its place, and who is near. */
function NeverSeen({ profile }: { profile: SourceProfile }) {
  const { t } = useText();
  return (
    <>
      <ProfileVerdict profile={profile} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 lg:grid-cols-2">
        <Identity profile={profile} />
        {profile.kind === "address" && <Others title={t.profile.peers} none={t.profile.peersNone} rows={profile.peers} all={`net:${profile.network}`} />}
      </div>
    </>
  );
}

/** The filter of the list that finds all of a group. */
const allOf = ({ kind, key }: SourceProfile): string => (kind === "network" ? `net:${key}` : kind === "asn" ? `asn:${key.slice(2)}` : `country:${key}`);

function Waiting() {
  return <><FrameWaiting /><div className="grid gap-3 lg:grid-cols-3">{[0, 1, 2].map((i) => <div key={i} className="panel p-4"><Skeleton className="h-56" /></div>)}</div><div className="panel p-4"><Skeleton className="h-56" /></div></>;
}
