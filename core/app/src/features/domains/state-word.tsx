import { StateMark } from "@/components/status";

import { toneOf, type Tone, type Trouble } from "./state";
import { useText } from "./text/use";

const MARKS: Record<Tone, "ok" | "warn" | "down" | "new"> = { ok: "ok", warn: "warn", bad: "down", off: "new" };

/** What there is to say first, by shape and word. */
export function StateWord({ troubles }: { troubles: readonly Trouble[] }) {
  const { t } = useText();
  const tone = toneOf(troubles);
  const first = troubles[0];
  return <span className="inline-flex min-w-0 items-center gap-2"><StateMark state={MARKS[tone]} /><span className="cut">{first && first !== "plain" ? t.domains.troubles[first] : t.domains.fine}</span></span>;
}
