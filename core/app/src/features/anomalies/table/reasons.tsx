import type { Reason } from "@/api/types";
import { cx } from "@/lib/cx";
import { featureName, featureSize } from "@/lib/feature";
import { useText } from "@/lib/i18n/react";

/** The strongest reasons as chips, over a bar of their shares of the score. */
export function ReasonChips({ reasons, most = 3 }: { reasons: readonly Reason[]; most?: number }) {
  const { t, f } = useText();
  return (
    <div className="grid min-w-0 gap-1.5">
      {/* What does not fit wraps out of sight: a chip is whole or not there. */}
      <ul className="flex h-[22px] flex-wrap gap-1.5 overflow-hidden">
        {reasons.slice(0, most).map((reason, i) => (
          <li
            key={reason.feature}
            className={cx("flex h-[22px] max-w-full items-center gap-1 rounded-chip px-2 text-xs whitespace-nowrap", i === 0 ? "bg-active" : "border border-line")}
          >
            <span className="cut">{featureName(reason.feature, t, f)}</span>
            <b className="num font-semibold">{featureSize(reason.feature, reason.value, reason.typical, f, t)}</b>
          </li>
        ))}
      </ul>
      <span aria-hidden="true" className="flex h-[3px] w-48 max-w-full gap-px">
        {reasons.map((reason, i) => (
          <i key={reason.feature} className="rounded-[1px] bg-fg3" style={{ width: `${reason.share * 100}%`, opacity: Math.max(0.25, 1 - i * 0.28) }} />
        ))}
      </span>
    </div>
  );
}
