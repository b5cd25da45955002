import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Lock } from "lucide-react";

import { Skeleton } from "@/components/states";

import { STEPS } from "./draft";
import { policyQuery } from "./requests";
import { useText } from "./text/use";

/** What acts always, after all rules: read-only here. */
export function Ladder() {
  const { t, f } = useText();
  const { data } = useQuery(policyQuery);
  return (
    <section aria-labelledby="ladder" className="panel min-w-0 p-4">
      <div className="flex flex-wrap items-center gap-x-3">
        <h2 id="ladder" className="flex items-center gap-2 text-md font-semibold"><Lock size={14} aria-hidden="true" className="text-fg3" />{t.rules.ladder}</h2>
        <Link to="/settings" className="text-accent hover:underline">{t.rules.toSettings}</Link>
      </div>
      <p className="mt-1 max-w-[110ch] text-fg2">{t.rules.ladderLead}</p>
      {data ? (
        <ol className="num mt-3 grid gap-2 sm:grid-cols-2 xl:grid-cols-4">
          {STEPS.map((step) => (
            <li key={step} className="rounded-ctl border border-line px-3 py-2">
              <b className="font-semibold">{t.rules.actions[step]}</b>
              <span className="block text-xs text-fg2">{t.rules.ladderStep(f.amount(1 / data.thresholds[step]))}{step === "ban" && `, ${t.rules.ladderHarm}`}</span>
            </li>
          ))}
        </ol>
      ) : <Skeleton className="mt-3 h-16" />}
      <p className="mt-3 max-w-[110ch] text-xs text-fg3">{t.rules.limits}</p>
    </section>
  );
}
