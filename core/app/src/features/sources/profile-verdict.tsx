import { Ban, Check, ChevronDown, CircleHelp, Gauge, Lock, ShieldCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";

import { FOUR_HOURS } from "@/api/acts";
import type { Decision, SourceProfile } from "@/api/types";
import { useSourceActs } from "@/api/use-source-acts";
import { Ago } from "@/components/age";
import { Answer, type Tone } from "@/components/answer";
import { Button } from "@/components/button";
import { Menu } from "@/components/menu";
import { nowSeconds } from "@/lib/clock";
import { countryName } from "@/lib/country";
import { featureName } from "@/lib/feature";
import { isEndless, unix } from "@/lib/instant";

import { ImpactDialog } from "./impact-dialog";
import { type Texts, useText } from "./text/use";

const RANK = { observe: 0, limit: 1, challenge: 2, ban: 3 } as const;

/** The decision that counts: what is carried out before what is simulated, then the strongest. */
export function strongest(decisions: readonly Decision[], key: string): Decision | undefined {
  return decisions.filter(({ active, value }) => active && value === key).toSorted((a, b) => Number(a.simulated) - Number(b.simulated) || RANK[b.type] - RANK[a.type])[0];
}

// Since its last request, for which somebody is here: as the core counts them.
const HERE_SECONDS = 60;

interface Said {
  tone: Tone;
  title: string;
  icon: React.ReactNode;
}

/** What somebody is, in a sentence, and what can be done about it. */
export function ProfileVerdict({ profile }: { profile: SourceProfile }) {
  const { t, f } = useText();
  const held = strongest(profile.decisions, profile.key);
  const { tone, title, icon } = said(profile, held, t, f);
  return <Answer tone={tone} icon={icon} title={title} lead={<Lead profile={profile} held={held} />} actions={<Acts profile={profile} held={held} />} />;
}

function said(profile: SourceProfile, held: Decision | undefined, t: Texts, f: ReturnType<typeof useText>["f"]): Said {
  const { verdict } = t.profile;
  const size = 19;
  if (!profile.known) return { tone: "off", title: t.profile.unknown, icon: <CircleHelp size={size} /> };
  if (profile.protected) return { tone: "ok", title: verdict.protected, icon: <ShieldCheck size={size} /> };
  if (profile.allowed) return { tone: "ok", title: verdict.allowed, icon: <ShieldCheck size={size} /> };
  if (held && !held.simulated && held.type !== "observe") {
    const until = unix(held.until_at);
    const span = isEndless(until, nowSeconds()) ? t.sources.noEnd : t.profile.until(f.moment(until));
    const words = { ban: verdict.banned, limit: verdict.limited, challenge: verdict.challenged };
    return { tone: "bad", title: words[held.type](span), icon: held.type === "ban" ? <Lock size={size} /> : <Gauge size={size} /> };
  }
  if (profile.kind !== "address") {
    const { anomalous = 0, sources = 0 } = profile.summary ?? {};
    if (!profile.summary) return { tone: "off", title: verdict.quiet, icon: <CircleHelp size={size} /> };
    return anomalous > 0 ? { tone: "bad", title: verdict.group(anomalous, sources), icon: <TriangleAlert size={size} /> } : { tone: "ok", title: verdict.groupCalm(sources), icon: <ShieldCheck size={size} /> };
  }
  if (held) return { tone: "warn", title: verdict.simulated(t.decisions.types[held.type]), icon: <TriangleAlert size={size} /> };
  if (profile.summary?.anomalous && unix(profile.as_of) - unix(profile.last_seen_at ?? profile.as_of) > HERE_SECONDS) return { tone: "warn", title: verdict.gone, icon: <TriangleAlert size={size} /> };
  if (profile.summary?.anomalous) return { tone: "bad", title: verdict.anomalous, icon: <TriangleAlert size={size} /> };
  if (profile.crawler) return { tone: "ok", title: verdict.crawler(profile.crawler), icon: <ShieldCheck size={size} /> };
  return profile.summary ? { tone: "ok", title: verdict.calm, icon: <Check size={size} /> } : { tone: "off", title: verdict.quiet, icon: <CircleHelp size={size} /> };
}

/** Nodes know addresses and networks: of a place only those of it who are here can be decided about. */
const isPlace = ({ kind }: SourceProfile): boolean => kind === "asn" || kind === "country";

function Lead({ profile, held }: { profile: SourceProfile; held: Decision | undefined }) {
  const { t, f, lang } = useText();
  if (!profile.known) return isPlace(profile) ? t.profile.unknownPlace : t.profile.unknownLead;
  const { verdict } = t.profile;
  const [reason] = held?.reasons ?? profile.flagged[0]?.reasons ?? [];
  const parts = [
    ...(held?.said ? [held.said] : reason ? [verdict.because(featureName(reason.feature, t, f))] : []),
    ...(profile.kind === "address" && profile.country ? [countryName(profile.country, lang)] : []),
    ...(profile.kind === "address" && profile.system?.name ? [profile.system.name] : []),
    profile.decisions.length > 0 ? verdict.times(profile.decisions.length) : verdict.was,
  ];
  return <>{parts.join(" · ")}{profile.last_seen_at && <> · {t.profile.last.toLowerCase()} <Ago at={unix(profile.last_seen_at)} /></>}</>;
}

function Acts({ profile, held }: { profile: SourceProfile; held: Decision | undefined }) {
  const { t } = useText();
  const acts = useSourceActs();
  const { key, kind } = profile;
  const [asking, setAsking] = useState(false);
  if (profile.protected || (!profile.known && isPlace(profile))) return null;
  const { durations } = t.sources;
  const spans: [string, number | null][] = [[durations.h1, 3600], [durations.h4, FOUR_HOURS], [durations.h24, 86400], [durations.d7, 7 * 86400], [durations.forever, null]];
  const lift = held && !held.simulated && held.type !== "observe" ? <Button blocked={acts.blocked} onClick={() => acts.unban(key, held)}>{t.who.unban}</Button> : null;
  if (kind !== "address") {
    return (
      <>
        {lift}
        <Button kind="danger" blocked={acts.blocked} onClick={() => setAsking(true)}><Ban size={14} aria-hidden="true" />{t.who.banGroup}</Button>
        {asking && <ImpactDialog by={kind} group={key} name={key} onClose={() => setAsking(false)} />}
      </>
    );
  }
  if (profile.allowed) return null;
  return (
    <>
      {lift ?? (
        <span className="inline-flex">
          <Button kind="danger" className="rounded-r-none! border-r-0! max-md:flex-1" blocked={acts.blocked} title={t.sources.banFull(key)} aria-label={profile.known ? t.sources.banFull(key) : undefined} onClick={() => acts.decide(key, "ban")}><Ban size={14} aria-hidden="true" />{profile.known ? t.who.ban : t.profile.ahead}</Button>
          <Menu
            heading={t.sources.banFor}
            items={[
              ...spans.map(([label, seconds]) => ({ label, disabled: Boolean(acts.blocked), onSelect: () => acts.decide(key, "ban", seconds) })),
              { label: t.sources.limit, apart: true, disabled: Boolean(acts.blocked), onSelect: () => acts.decide(key, "limit") },
              { label: t.sources.challenge, disabled: Boolean(acts.blocked), onSelect: () => acts.decide(key, "challenge") },
            ]}
            button={<Button className="w-8 rounded-l-none! px-0! text-fg2" aria-label={t.sources.choose(key)}><ChevronDown size={14} /></Button>}
          />
        </span>
      )}
      <Button blocked={acts.blocked} onClick={() => acts.allow([key])}><ShieldCheck size={14} aria-hidden="true" />{t.who.allow}</Button>
    </>
  );
}
