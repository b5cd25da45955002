import { Link } from "@tanstack/react-router";

import type { PolicyRule } from "@/api/types";
import { unix } from "@/lib/instant";

import { notifies } from "./draft";
import { useText } from "./text/use";
import { conditionWords, numberText } from "./words";

/** Whom a rule met lately, and what came of it. */
export function Recent({ rule }: { rule: PolicyRule }) {
  const around = useText();
  const { t, f } = around;
  const had = (values: readonly (number | null)[]) => (rule.statement?.conditions ?? []).flatMap((condition, i) => {
    const value = values[i];
    return value == null ? [] : [`${conditionWords(condition, around).field} ${numberText(condition.field, value, around)}`];
  }).join(", ");
  return (
    <section aria-labelledby="recent" className="grid grid-cols-[minmax(0,1fr)] gap-2 border-t border-line pt-4">
      <div className="flex flex-wrap items-center gap-3">
        <h3 id="recent" className="font-semibold">{t.rules.recent}</h3>
        {rule.hits > 0 && (notifies(rule)
          ? <Link to="/notifications" className="text-accent hover:underline">{t.rules.toMessages}</Link>
          : <Link to="/decisions" search={{ q: rule.name }} className="text-accent hover:underline">{t.rules.toDecisions}</Link>)}
        {rule.left_out > 0 && <span className="text-xs text-fg3">{t.rules.leftOut(rule.left_out)}</span>}
      </div>
      {rule.recent.length === 0 && <p className="text-fg2">{t.rules.noRecent}</p>}
      <ul className="num grid gap-1">
        {rule.recent.map((hit) => (
          <li key={`${hit.at} ${hit.source} ${hit.service}`} className="flex flex-wrap gap-x-3">
            <span className="text-fg3">{f.moment(unix(hit.at))}</span>
            <Link to="/sources/$source" params={{ source: hit.source }} className="mono hover:text-accent hover:underline">{hit.source}</Link>
            <span className="text-fg2">{hit.service}</span>
            <span className="min-w-0 break-words">{had(hit.values)}</span>
            <span className="text-fg2">{t.rules.outcomes[hit.outcome]}{hit.decided && hit.decided !== rule.statement?.action && ` · ${t.rules.weaker(t.rules.actions[hit.decided])}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
