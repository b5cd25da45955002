import type { RuleStatement } from "@/api/types";
import { cx } from "@/lib/cx";

import { conditionWords, durationText } from "./words";
import { useText } from "./text/use";

const TONE: Record<RuleStatement["action"], string> = { observe: "bg-sev1soft text-sev1ink", limit: "bg-sev2soft text-sev2ink", challenge: "bg-sev2soft text-sev2ink", ban: "bg-sev3soft text-sev3ink", notify: "bg-accentsoft text-accent" };

/** What a rule says, as a sentence to be read. */
export function Sentence({ statement }: { statement: RuleStatement }) {
  const around = useText();
  const { t } = around;
  return (
    <span className="num flex flex-wrap items-center gap-x-1.5 gap-y-1 leading-6">
      <span className="text-fg3">{t.rules.when}</span>
      {statement.conditions.map((condition, i) => {
        const { field, operator, value } = conditionWords(condition, around);
        return (
          // Two conditions may be the same in words: their places tell them apart.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={i} className="contents">
            {i > 0 && <span className="text-fg3">{t.rules.and}</span>}
            <span className="max-w-full rounded-chip bg-hover px-1.5 break-words">{field} <span className="text-fg2">{operator}</span> <b className="font-semibold">{value}</b></span>
          </span>
        );
      })}
      <span className="text-fg3">{t.rules.so}</span>
      <span className={cx("rounded-chip px-1.5 font-semibold", TONE[statement.action])}>{t.rules.actions[statement.action]}</span>
      <span className="text-fg2">{statement.action === "notify" ? t.rules.again(durationText(statement.duration, around)) : `${t.rules.for} ${durationText(statement.duration, around)}`}</span>
    </span>
  );
}
