import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";

import { whyNot } from "@/api/failed";
import { may, session } from "@/api/session";
import type { RuleTrial } from "@/api/types";
import { Button } from "@/components/button";
import { nowSeconds } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";

import { KEY, simulate } from "./requests";
import { useText } from "./text/use";
import { Found } from "./trial";

interface Props {
  /** The rule's text; null while it is none. */
  text: string | null;
  keptDays: number;
  triedAt: string | null;
}

/** What the rule would have done to what was kept of the last days. */
export function Simulate({ text, keptDays, triedAt }: Props) {
  const { t, f } = useText();
  const client = useQueryClient();
  const state = useStore(session);
  const blocked = may(state, "operate") || may(state, "train") ? false : t.state.needs.operate;
  const [tried, setTried] = useState<{ text: string; trial: RuleTrial } | null>(null);
  const run = useMutation({
    mutationFn: async ({ asked, days }: { asked: string; days: number }) => ({ text: asked, trial: await simulate(asked, days) }),
    onSuccess: (found) => {
      setTried(found);
      void client.invalidateQueries({ queryKey: KEY });
    },
  });
  const spans = [...new Set([1, Math.min(3, keptDays), keptDays])];
  const isCurrent = tried !== null && tried.text === text;
  return (
    <section aria-labelledby="simulate" className="grid grid-cols-[minmax(0,1fr)] gap-3 border-t border-line pt-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 id="simulate" className="flex items-center gap-2 font-semibold"><FlaskConical size={15} aria-hidden="true" className="text-fg3" />{t.rules.simulate}</h3>
        <span className="text-fg2">{triedAt ? t.rules.triedAt(f.ago(nowSeconds() - unix(triedAt))) : t.rules.simulateLead}</span>
        <span className="flex flex-wrap items-center gap-2 sm:ml-auto"><span className="text-xs text-fg2">{t.rules.simulateOn}</span>
          {spans.map((days) => <Button key={days} size="small" blocked={blocked} disabled={text === null || run.isPending} onClick={() => text !== null && run.mutate({ asked: text, days })}>{t.rules.days(days)}</Button>)}
        </span>
      </div>
      {run.isPending && <p role="status" className="late text-fg2">{t.rules.simulating}</p>}
      {run.error && <p role="alert" className="rounded-ctl bg-sev3soft px-3 py-2 break-words">{whyNot(run.error, t)}</p>}
      {isCurrent && !run.isPending && <Found trial={tried.trial} />}
    </section>
  );
}
