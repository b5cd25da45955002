import { Link } from "@tanstack/react-router";
import { ArrowRight, EyeOff, Flame, ListChecks, Radio, ShieldCheck, TriangleAlert } from "lucide-react";

import type { AttentionItem, Overview } from "@/api/types";
import { Ago } from "@/components/age";
import { SeverityBadge } from "@/components/severity";
import { Frame, FrameWaiting, Words } from "@/components/verdict-frame";
import { nowSeconds } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { FILL, levelOf } from "@/lib/severity";

import { itemText } from "./item-text";
import { placeOfItem } from "./place-of";
import { useOverview } from "./requests";
import { type Texts, useText } from "./text/use";

interface Shown {
  verdict: Overview["verdict"];
  about: AttentionItem | undefined;
  asOf: string;
  /** Nothing is there yet, and the first steps are. */
  empty: boolean;
}

const pick = (data: Overview): Shown => ({
  verdict: data.verdict,
  about: data.attention.find((item) => item.key === data.verdict.key),
  asOf: data.as_of,
  empty: data.nodes.length === 0 && data.first_steps !== null && !data.first_steps.dismissed,
});

/** The answer first: is everything fine, and if not, what comes first. */
export function VerdictPanel() {
  const shown = useOverview(pick);
  if (!shown) return <FrameWaiting />;
  const { verdict, about } = shown;
  const bad = verdict.state === "attack" || verdict.state === "trouble" || verdict.state === "watch";
  return <div aria-live="polite">{bad && about ? <Bad verdict={verdict} about={about} asOf={shown.asOf} /> : <Calm shown={shown} />}</div>;
}

function Bad({ verdict, about, asOf }: { verdict: Overview["verdict"]; about: AttentionItem; asOf: string }) {
  const { t, f, lang } = useText();
  const level = levelOf(about.severity);
  const said = itemText(about, { t, f, lang, now: nowSeconds() });
  const title = { attack: t.overview.attack, trouble: t.overview.trouble(verdict.items), watch: t.overview.watch(verdict.items) }[verdict.state as "attack"];
  const color = verdict.state === "watch" ? "var(--warn)" : level === 4 ? "var(--sev4-solid)" : FILL[level];
  const Icon = verdict.state === "attack" ? Flame : verdict.state === "trouble" ? TriangleAlert : ListChecks;
  const look = <Link {...placeOfItem(about)} className="ctl bg-fg text-bg hover:opacity-90 max-md:col-span-2 max-md:h-11">{t.overview.look}<ArrowRight size={15} aria-hidden="true" /></Link>;
  return (
    <Frame color={color} solid={verdict.state !== "watch" && level >= 3} icon={<Icon size={20} />} actions={look}>
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
        <b className="text-lg font-semibold tracking-[-.01em]">{title}</b>
        <SeverityBadge level={level} />
        {about.since_at && <span className="num text-fg2"><Ago at={unix(about.since_at)} /></span>}
      </p>
      <p className="mt-0.5 break-words text-fg2"><b className="font-semibold text-fg">{said.title.replace(/\.$/, "")}.</b> {said.lead}</p>
      <p className="num mt-1 text-xs text-fg3"><Proof verdict={verdict} asOf={asOf} /></p>
    </Frame>
  );
}

function Calm({ shown: { verdict, asOf, empty } }: { shown: Shown }) {
  const { t } = useText();
  const proof = <Proof verdict={verdict} asOf={asOf} />;
  if (empty) return <Frame color="var(--accent)" solid={false} icon={<ListChecks size={20} />}><Words title={t.overview.begin} lead={t.overview.beginLead} /></Frame>;
  if (verdict.state === "no_data") return <Frame color="var(--off)" solid={false} icon={<Radio size={20} />}><Words title={t.overview.noData} lead={<>{t.overview.noDataLead} {proof}</>} /></Frame>;
  if (verdict.state === "warming_up") return <Frame color="var(--warn)" solid={false} icon={<EyeOff size={20} />}><Words title={t.overview.warming} lead={<>{t.overview.warmingLead} {proof}</>} /></Frame>;
  return <Frame color="var(--ok)" solid={false} icon={<ShieldCheck size={20} />}><Words title={t.overview.quiet} lead={<>{t.overview.quietLead} {proof}</>} /></Frame>;
}

/** What was looked at to say so, and how long ago. */
function Proof({ verdict: { checked, scoring }, asOf }: { verdict: Overview["verdict"]; asOf: string }) {
  const { t } = useText();
  return <>{t.overview.checked(list(checked, t))}<Ago at={unix(asOf)} />. {scoring !== "on" && t.overview.scoring[scoring]}</>;
}

function list(checked: Overview["verdict"]["checked"], t: Texts): string {
  const parts = (["nodes", "services", "domains", "certificates"] as const).filter((name) => checked[name] > 0 || name === "nodes");
  return parts.map((name) => t.overview[name](checked[name])).join(", ");
}
