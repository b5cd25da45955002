import { Link } from "@tanstack/react-router";
import { Bot, User } from "lucide-react";

import type { Decision, SourceProfile } from "@/api/types";
import { cx } from "@/lib/cx";
import { featureName } from "@/lib/feature";
import { isEndless, unix } from "@/lib/instant";
import { nowSeconds } from "@/lib/clock";

import { Panel } from "./panel";
import { useText } from "./text/use";

const SHOWN = 12;
const LOOK: Record<Decision["type"], string> = { observe: "border border-line2 text-fg2", limit: "bg-sev2soft text-sev2ink", challenge: "bg-sev2soft text-sev2ink", ban: "bg-sev3soft text-sev3ink" };

/** What was decided, newest first; each leads to its evidence. */
export function ProfileDecisions({ profile: { decisions, key } }: { profile: SourceProfile }) {
  const { t } = useText();
  return (
    <Panel title={t.profile.decisions} note={decisions.length > 0 ? String(decisions.length) : undefined} action={decisions.length > SHOWN && <Link to="/decisions" search={{ q: key } as never} className="text-accent hover:underline">{t.profile.all}</Link>}>
      {decisions.length === 0 && <p className="text-fg2">{t.profile.decisionsNone}</p>}
      <ul className="grid gap-2">{decisions.slice(0, SHOWN).map((decision) => <Made key={decision.id} decision={decision} single={decision.value === key} />)}</ul>
    </Panel>
  );
}

function Made({ decision, single }: { decision: Decision; single: boolean }) {
  const { t, f } = useText();
  const { type, origin, decided_at: at, until_at: until, lifted_at: lifted, active, simulated, said, reasons, service } = decision;
  const why = said || reasons.slice(0, 2).map(({ feature }) => featureName(feature, t, f)).join(", ");
  const end = lifted ? (decision.replaced ? t.decisions.replaced : t.profile.lifted) : !active ? t.profile.over : isEndless(unix(until), nowSeconds()) ? t.sources.noEnd : t.profile.until(f.moment(unix(until)));
  const by = origin === "person" ? t.profile.by.person(decision.decided_by) : t.profile.by[origin];
  const Icon = origin === "person" ? User : Bot;
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3">
      <span className={cx("inline-flex h-[22px] w-24 items-center justify-center rounded-chip px-2 text-xs font-medium", active ? LOOK[type] : "bg-active text-fg2", simulated && "border border-dashed border-line2 bg-transparent! text-fg2!")} title={simulated ? t.sources.simulatedHelp : undefined}>{t.decisions.types[type]}</span>
      <span className="min-w-0">
        <Link to="/decisions" search={{ open: decision.id } as never} className="cut block min-h-6 leading-6 hover:text-accent hover:underline" title={t.evidence.whyOf(decision.value)}>{why || t.kind[decision.kind]}</Link>
        <span className="num cut block text-xs text-fg3"><Icon size={12} aria-hidden="true" className="mr-1 inline" />{[by, ...(single ? [] : [decision.value]), ...(service ? [service] : []), end].join(" · ")}</span>
      </span>
      <span className="text-right text-xs">
        <span className="num block whitespace-nowrap text-fg2" title={f.moment(unix(at))}>{f.moment(unix(at))}</span>
        {decision.incident_id && <Link to="/incidents/$id" params={{ id: decision.incident_id }} className="inline-block min-h-6 leading-6 text-accent hover:underline">{t.profile.incident}</Link>}
      </span>
    </li>
  );
}
