import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bot, User } from "lucide-react";

import { liftOne, pending } from "@/api/acts";
import { may, session } from "@/api/session";
import type { Decision } from "@/api/types";
import { Countdown } from "@/components/age";
import { Button } from "@/components/button";
import { cell } from "@/components/page";
import { nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { featureName } from "@/lib/feature";
import { useText } from "@/lib/i18n/react";
import { isEndless, unix } from "@/lib/instant";
import { useStore, useStorePart } from "@/lib/store";

const LOOK: Record<Decision["type"], string> = { observe: "border border-line2 text-fg2", limit: "bg-sev2soft text-sev2ink", challenge: "bg-sev2soft text-sev2ink", ban: "bg-sev3soft text-sev3ink" };

export function DecisionRow({ decision, onWhy }: { decision: Decision; onWhy: (id: string) => void }) {
  const { t, f } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "decide") ? false : t.state.needs.decide;
  const asked = useStorePart(pending, (all) => all.get(decision.value) === "clear");
  const { id, value, service, type } = decision;
  const lift = () => void liftOne({ client, t, f }, id, { source: value, service, type, leftSeconds: unix(decision.until_at) - nowSeconds() });
  const why = decision.reasons.slice(0, 2).map((reason) => featureName(reason.feature, t, f)).join(", ");
  return (
    <tr className={cx("border-t border-line hover:bg-hover", asked && "opacity-50")}>
      <th scope="row" className={cx(cell, "text-left font-normal")}>
        <Link to="/anomalies" search={{ open: value } as never} className="mono hover:text-accent hover:underline">{value}</Link>
        <span className="mt-1 block md:hidden"><TypeBadge decision={decision} /></span>
      </th>
      <td className={cx(cell, "whitespace-nowrap max-md:hidden")}><TypeBadge decision={decision} /></td>
      <td className={cx(cell, "max-w-0 w-[28%] max-lg:hidden")}>
        <span className="cut block" title={why}>{t.kind[decision.kind]}{why && <span className="text-fg3"> · {why}</span>}</span>
      </td>
      <td className={cx(cell, "max-w-0 w-[18%] max-xl:hidden")}><span className="cut block text-fg2" title={service}>{service || t.decisions.all}</span></td>
      <td className={cx(cell, "whitespace-nowrap text-fg2 max-md:hidden")}>
        <span className="inline-flex items-center gap-1.5">
          {decision.origin === "person" ? <User size={14} aria-hidden="true" /> : <Bot size={14} aria-hidden="true" />}
          {decision.origin === "person" ? decision.decided_by : t.decisions.detector}
        </span>
      </td>
      <td className={cx(cell, "num whitespace-nowrap text-fg2 max-md:hidden")}>{f.moment(unix(decision.decided_at))}</td>
      <td className={cx(cell, "num whitespace-nowrap")}><End decision={decision} /></td>
      <td className={cx(cell, "text-right whitespace-nowrap")}>
        <Button size="small" kind="ghost" aria-label={t.evidence.whyOf(value)} onClick={() => onWhy(id)}>{t.evidence.why}</Button>{" "}
        {decision.active && <Button size="small" aria-label={t.decisions.lift(value)} blocked={blocked} disabled={asked} onClick={lift}>{t.decisions.unban}</Button>}
      </td>
    </tr>
  );
}

function TypeBadge({ decision: { type, simulated } }: { decision: Decision }) {
  const { t } = useText();
  return (
    <>
      <span className={cx("inline-flex h-[22px] items-center rounded-chip px-2 text-xs font-medium", LOOK[type])}>{t.decisions.types[type]}</span>
      {simulated && <span title={t.sources.simulatedHelp} className="ml-1.5 rounded-chip border border-dashed border-line2 px-1.5 text-2xs text-fg3">{t.sources.simulated}</span>}
    </>
  );
}

function End({ decision }: { decision: Decision }) {
  const { t, f } = useText();
  const until = unix(decision.until_at);
  if (decision.lifted_at) return <span className="text-fg2">{f.moment(unix(decision.lifted_at))} · {t.decisions.lifted}</span>;
  if (!decision.active) return <span className="text-fg2">{f.moment(until)}</span>;
  return isEndless(until, nowSeconds()) ? <>{t.sources.noEnd}</> : <Countdown until={until} />;
}
