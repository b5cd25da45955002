import { Snowflake } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";

import { useSnapshot } from "@/api/snapshot";
import { useText } from "@/lib/i18n/react";
import { useRange, useViewSearch } from "@/lib/view";

// Rarely seen, so not in the first load.
const FreezeButton = lazy(() => import("@/components/freeze"));

/**
 * What holds automation back: it is frozen, or has banned as many as it may. It comes in the middle of an attack, so it
 * stands over the end of the screen: nothing moves under a finger.
 */
export function RestraintBar() {
  const { service = "" } = useViewSearch();
  const range = useRange();
  const frozen = useSnapshot({ service, range }, (data) => data.frozen) ?? false;
  const spent = useSnapshot({ service, range }, (data) => data.budget_exhausted.join(", ")) ?? "";
  if (!frozen && !spent) return null;
  return <Restraint frozen={frozen} spent={spent} action={frozen && <Suspense><FreezeButton frozen /></Suspense>} />;
}

export function Restraint({ frozen, spent, action }: { frozen: boolean; spent: string; action?: ReactNode }) {
  const { t } = useText();
  return (
    <div role="status" data-restraint className="panel sticky bottom-3 z-4 flex flex-wrap max-md:bottom-[76px] items-center gap-x-3 gap-y-1 border-warn! px-4 py-2">
      <Snowflake size={16} className="shrink-0 text-warnink" aria-hidden="true" />
      <p className="min-w-0 flex-1 break-words">{frozen ? t.verdict.frozen : t.verdict.spent(spent)}</p>
      {action}
    </div>
  );
}
