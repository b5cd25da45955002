import { Bot, ListChecks, User } from "lucide-react";

import { pending } from "@/api/acts";
import type { Decision } from "@/api/types";
import { Ago, Countdown } from "@/components/age";
import { StateMark } from "@/components/status";
import { clock, nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { isEndless, unix } from "@/lib/instant";
import { useStore, useStorePart } from "@/lib/store";

import { useEffectOf } from "./effects";
import { deciderOf, whyOf } from "./fields";
import { useText } from "./text/use";

const LOOK: Record<Decision["type"], string> = { observe: "border border-line2 text-fg2", limit: "bg-sev2soft text-sev2ink", challenge: "bg-sev2soft text-sev2ink", ban: "bg-sev3soft text-sev3ink" };
const MARKS = { detector: Bot, rule: ListChecks, person: User } as const;

export function TypeBadge({ decision: { type, simulated } }: { decision: Decision }) {
  const { t } = useText();
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <span className={cx("inline-flex h-[22px] items-center rounded-chip px-2 text-xs font-medium", LOOK[type])}>{t.decisions.types[type]}</span>
      {simulated && <span title={t.sources.simulatedHelp} className="rounded-chip border border-dashed border-line2 px-1.5 text-2xs text-fg3">{t.sources.simulated}</span>}
    </span>
  );
}

/** Whom it is about; paler while it is being lifted. */
export function SourceCell({ decision: { value } }: { decision: Decision }) {
  const asked = useStorePart(pending, (all) => all.get(value) === "clear");
  return <span className={cx("mono cut block", asked && "opacity-50")} title={value}>{value}</span>;
}

export function WhyCell({ decision }: { decision: Decision }) {
  const { t, f } = useText();
  const [what, why] = whyOf(decision, t, f);
  return <span className="cut block" title={why}>{what}{why && <span className="text-fg3"> · {why}</span>}</span>;
}

export function DeciderCell({ decision }: { decision: Decision }) {
  const { t } = useText();
  const Mark = MARKS[decision.origin];
  return <span className="flex min-w-0 items-center gap-1.5 text-fg2"><Mark size={14} aria-hidden="true" className="shrink-0" /><span className="cut" title={deciderOf(decision, t)}>{deciderOf(decision, t)}</span></span>;
}

/** Whether it works: what was refused since, and when last. */
export function RefusedCell({ decision }: { decision: Decision }) {
  const { t, f } = useText();
  const effect = useEffectOf(decision.id);
  if (!effect || effect.refused === null) return <span className="text-fg3" title={effect && t.decisions.uncounted}>—</span>;
  return <>{f.amount(effect.refused)}<span className="cut block text-xs text-fg3">{effect.last_refused_at ? <Ago at={unix(effect.last_refused_at)} /> : t.decisions.neverCame}</span></>;
}

/** Where it holds: on how many nodes of those that are to carry it out. */
export function NodesCell({ decision }: { decision: Decision }) {
  const { t, f } = useText();
  const effect = useEffectOf(decision.id);
  if (!effect || effect.nodes === 0) return <span className="text-fg3">—</span>;
  const state = effect.failed > 0 ? "down" : effect.applied < effect.nodes ? "warn" : "ok";
  return <span className="inline-flex items-center gap-1.5" title={t.act.applied(effect.applied, effect.nodes)}><StateMark state={state} />{f.integer(effect.applied)} / {f.integer(effect.nodes)}</span>;
}

/** How long it still holds, and how much of its time that is; or when and how it ended. */
export function EndCell({ decision }: { decision: Decision }) {
  const { t, f } = useText();
  const until = unix(decision.until_at);
  if (decision.lifted_at) return <span className="whitespace-nowrap text-fg2">{f.moment(unix(decision.lifted_at))}<span className="cut block text-xs text-fg3">{decision.replaced ? t.decisions.replaced : t.decisions.lifted}</span></span>;
  if (!decision.active) return <span className="whitespace-nowrap text-fg2">{f.moment(until)}</span>;
  if (isEndless(until, nowSeconds())) return t.sources.noEnd;
  return <><Countdown until={until} /><Left from={unix(decision.decided_at)} until={until} /></>;
}

function Left({ from, until }: { from: number; until: number }) {
  const share = Math.min(1, Math.max(0, (until - useStore(clock)) / Math.max(1, until - from)));
  return <span aria-hidden="true" className="mt-1 block h-1 w-24 max-w-full overflow-hidden rounded-full bg-active"><i className="block h-full rounded-full bg-fg3" style={{ width: `${share * 100}%` }} /></span>;
}

/** A decision on a phone: whom, what, until when. */
export function PhoneRow({ decision }: { decision: Decision }) {
  return (
    <span className="flex min-w-0 items-start gap-3">
      <span className="min-w-0 flex-1"><SourceCell decision={decision} /><span className="mt-1 block"><TypeBadge decision={decision} /></span></span>
      <span className="num text-right whitespace-nowrap"><EndCell decision={decision} /></span>
    </span>
  );
}
