import { useMutation, useQuery } from "@tanstack/react-query";
import { Radar } from "lucide-react";

import { visitDomain } from "@/api/config";
import { Button } from "@/components/button";
import { StateMark } from "@/components/status";
import { showToast } from "@/lib/toasts";

import { setOf } from "./assigned";
import type { Page } from "./page";
import { configQuery } from "./requests";
import { useText } from "./text/use";

const NOBODYS_PATH = "/dozor-looks-at-a-page-that-there-is-not";

/** Asks the nodes of a site that shows the set for a path that nobody serves. */
export function VisitNode({ set, page }: { set: string; page: Page }) {
  const { t, f } = useText();
  const { data: config } = useQuery(configQuery);
  const domain = config && Object.entries(config.domains).find(([, spec]) => setOf(spec, config) === set)?.[0];
  const { mutate, data, isPending } = useMutation({
    mutationFn: (name: string) => visitDomain(name, NOBODYS_PATH),
    onError: (error) => showToast({ tone: "failed", title: t.act.failed, note: error.message }),
  });
  if (page !== "404") return null;
  return (
    <div className="mt-4 flex flex-wrap items-center gap-3 border-t border-line pt-3">
      <Button disabled={!domain || isPending} title={domain ? t.errorPages.visitHelp : t.errorPages.noVisit} onClick={() => domain && mutate(domain)}><Radar size={15} aria-hidden="true" />{t.errorPages.visit}</Button>
      {!data && <span className="text-xs text-fg3">{domain ? t.errorPages.visitHelp : t.errorPages.noVisit}</span>}
      {data?.map(({ name, status, seconds, content_type, error }) => (
        <span key={name} className="num flex items-center gap-2"><StateMark state={error ? "down" : status === 404 ? "ok" : "warn"} />{error ? <span lang="en">{name}: {error}</span> : <>{t.errorPages.visited(name, status)} <span className="text-fg3">{content_type} · {f.ms(seconds * 1000)}</span></>}</span>
      ))}
    </div>
  );
}
