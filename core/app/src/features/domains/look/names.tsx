import { useQuery } from "@tanstack/react-query";

import { Button } from "@/components/button";
import { Failure, Skeleton } from "@/components/states";
import { StateMark } from "@/components/status";

import { namesQuery } from "../requests";
import { useText } from "../text/use";
import type { Domain } from "../use-domains";

const MARKS = { here: "ok", elsewhere: "warn", nowhere: "down", unknown: "new" } as const;

/** Where the DNS leads who asks for the names: to our nodes, elsewhere, nowhere. */
export function NamesPanel({ domain }: { domain: Domain }) {
  const { t } = useText();
  const { data, error, refetch, isFetching } = useQuery(namesQuery(domain.name));
  return (
    <section aria-label={t.domains.dns.title} className="panel p-4">
      <div className="mb-2 flex items-center gap-3"><h2 className="flex-1 font-semibold">{t.domains.dns.title}</h2><Button size="small" kind="ghost" disabled={isFetching} onClick={() => void refetch()}>{t.domains.dns.again}</Button></div>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-16" />}
      {data && (
        <>
          <ul className="grid gap-2">
            {data.names.map(({ name, verdict, addresses, error: why }) => (
              <li key={name} className="grid grid-cols-[10px_minmax(0,1fr)] gap-x-2">
                <span className="mt-1.5"><StateMark state={MARKS[verdict]} /></span>
                <span className="min-w-0 break-words"><b className="font-medium break-all">{name}</b> <span className="text-fg2">{t.domains.dns.verdicts[verdict]}</span>{addresses.length > 0 && <span className="mono block break-all text-fg3">{addresses.join(", ")}</span>}{why && <span lang="en" className="block text-xs text-fg3">{why}</span>}</span>
              </li>
            ))}
          </ul>
          <p className="mt-2 text-xs break-words text-fg3">{data.ours.length > 0 ? t.domains.dns.ours(data.ours.join(", ")) : t.domains.dns.noOurs}</p>
        </>
      )}
    </section>
  );
}
