import { CircleAlert, CircleCheck } from "lucide-react";

import type { Outcome } from "./testing";

/** What became of a test, where a dialog hides toasts. */
export function TestOutcome({ outcome }: { outcome: Outcome | null }) {
  return (
    <p role="status" className="flex min-h-5 items-start gap-1.5 empty:hidden">
      {outcome && (outcome.tone === "done" ? <CircleCheck size={15} className="mt-px shrink-0 text-okink" aria-hidden="true" /> : <CircleAlert size={15} className="mt-px shrink-0 text-badink" aria-hidden="true" />)}
      {outcome && <span className="min-w-0 break-words">{outcome.title}{outcome.note && `: ${outcome.note}`}</span>}
    </p>
  );
}
