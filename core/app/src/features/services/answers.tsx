import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";

import { api } from "@/api/client";
import { whyNot } from "@/api/failed";
import { unwrap } from "@/api/problem";
import { may, session } from "@/api/session";
import type { MemberAnswers, ProxiedService, ServiceAnswers } from "@/api/types";
import { Button } from "@/components/button";
import { WhyMissing } from "@/components/missing/why-missing";
import { cell, headCell } from "@/components/page";
import { Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { givenShares } from "@/lib/members";
import { useStore } from "@/lib/store";

import { useText } from "./text/use";

const MINUTES = 15;
const FRESH_MILLISECONDS = 60_000;

const answersQuery = (name: string) => ({
  queryKey: ["member-answers", name],
  queryFn: ({ signal }: { signal: AbortSignal }) => unwrap(api.GET("/api/v1/proxy/services/{name}/answers", { params: { path: { name }, query: { minutes: MINUTES } }, signal })),
  staleTime: FRESH_MILLISECONDS,
  retry: false,
});

/** How each member answered of late: asked of the nodes that log it, when this is opened and when somebody asks again. */
export function Answers({ service }: { service: ProxiedService }) {
  const { t, f } = useText();
  const w = t.services.answers;
  const { data, error, isFetching, refetch } = useQuery(answersQuery(service.name));
  return (
    <section aria-label={w.title} className="panel min-w-0 overflow-x-auto">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 pb-1">
        <h2 className="font-semibold">{w.title}</h2>
        <span className="num flex-1 text-xs text-fg3">{data && w.lead(MINUTES, f.clock(Date.parse(data.until) / 1000))}</span>
        <Button size="small" disabled={isFetching} onClick={() => void refetch()}><RefreshCw size={13} aria-hidden="true" />{isFetching ? w.asking : w.again}</Button>
      </div>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {error && data && <p role="alert" className={cx(cell, "break-words text-badink")}>{whyNot(error, t)}</p>}
      {!data && !error && <div className="p-4"><Skeleton className="h-24" /></div>}
      {data && <Told service={service} answers={data} />}
    </section>
  );
}

export function Told({ service, answers }: { service: ProxiedService; answers: ServiceAnswers }) {
  const { t, f } = useText();
  const w = t.services.answers;
  const { members, untold, nobody, nodes, skipped, counted_from } = answers;
  const known = members.some((each) => each.requests + each.failed > 0);
  const silent = [...new Set(skipped.map(({ source }) => source.replace(/\/.*$/, "")))];
  const given = givenShares(service);
  const failing = members.some((each) => each.failed > 0);
  return (
    <>
      {silent.length > 0 && <p role="status" className={cx(cell, "bg-warnsoft break-words text-warnink")}>{w.silent(silent.length, nodes.length)} {skipped.slice(0, 3).map((each, i) => <span key={`${each.source} ${each.why}`}>{i > 0 && "; "}{each.source.replace(/\/$/, "")}: <WhyMissing skipped={each} /></span>)}</p>}
      {!known && <Nothing answers={answers} silent={silent.length} />}
      {known && (
        <table className="num w-full border-collapse">
          <thead><tr>
            <th scope="col" className={headCell}>{t.services.member.name}</th><th scope="col" className={cx(headCell, "text-right!")}>{w.requests}</th><th scope="col" className={cx(headCell, "text-right!")}>{w.share}</th>
            <th scope="col" className={cx(headCell, "text-right! max-md:hidden")}>{w.given}</th><th scope="col" className={cx(headCell, "text-right!")}>{w.errors}</th>
            {failing && <th scope="col" className={cx(headCell, "text-right!")} title={w.failedHelp}>{w.failed}</th>}
            <th scope="col" className={cx(headCell, "text-right!")}>p50</th><th scope="col" className={cx(headCell, "text-right!")}>p95</th>
          </tr></thead>
          <tbody>{members.map((each) => <Row key={`${each.name} ${each.node} ${each.addresses.join(" ")}`} service={service.name} answered={each} given={given.get(each.name)} failing={failing} />)}</tbody>
        </table>
      )}
      {nobody > 0 && <p className={cx(cell, "border-t border-line text-badink")}>{w.nobody(f.amount(nobody))}</p>}
      {known && untold > 0 && <p className={cx(cell, "border-t border-line text-xs text-fg3")}>{w.untold(f.amount(untold))}</p>}
      {counted_from !== null && <p className={cx(cell, "border-t border-line text-xs text-fg3")}>{w.countedFrom(f.clock(counted_from))}</p>}
    </>
  );
}

/** Why there is nothing to tell of members. */
function Nothing({ answers: { requests, nobody, nodes }, silent }: { answers: ServiceAnswers; silent: number }) {
  const { t, f } = useText();
  const w = t.services.answers;
  const lead = cx(cell, "pb-4 text-fg2");
  if (nodes.length === 0) return <p className={lead}>{w.noNodes}</p>;
  if (requests > nobody) return <p className={lead}>{w.untellable(f.amount(requests - nobody))}</p>;
  return requests === 0 && silent < nodes.length ? <p className={lead}>{w.none}</p> : null;
}

function Row({ service, answered, given, failing }: { service: string; answered: MemberAnswers; given: number | undefined; failing: boolean }) {
  const { t, f } = useText();
  const w = t.services.answers;
  const { name, node, addresses, requests, share, failed } = answered;
  const searches = may(useStore(session), "logs") && addresses.length > 0;
  const seconds = (value: number | null) => f.ms(value === null ? null : value * 1000);
  const right = cx(cell, "text-right");
  const filter = `service:${service} ${addresses.map((each) => `member:${each}`).join(" ")}`;
  return (
    <tr className="border-t border-line" data-testid={`answers-${name || node || addresses[0]}`}>
      <th scope="row" className={cx(cell, "min-w-40 text-left font-medium break-words")}>
        {name || (node ? w.throughNode(node) : w.other)}
        {addresses.length > 0 && <span className="mono block text-xs font-normal break-all text-fg3">{addresses.join(", ")}</span>}
      </th>
      <td className={right}>{searches ? <Link to="/requests" search={{ range: `${MINUTES}m`, q: filter } as never} className="hover:text-accent hover:underline" aria-label={w.search(f.amount(requests), name || node || addresses.join(", "))}>{f.amount(requests)}</Link> : f.amount(requests)}</td>
      <td className={cx(right, "font-semibold")}>{f.percent(share)}</td>
      <td className={cx(right, "text-fg2 max-md:hidden")}>{given === undefined ? "—" : f.percent(given)}</td>
      <td className={cx(right, answered.errors > 0 && "text-badink")}>{answered.errors > 0 ? `${f.amount(answered.errors)} (${f.percent(answered.errors / requests)})` : f.amount(0)}</td>
      {failing && <td className={cx(right, failed > 0 && "text-badink")}>{f.amount(failed)}</td>}
      <td className={right}>{seconds(answered.p50_seconds)}</td>
      <td className={right}>{seconds(answered.p95_seconds)}</td>
    </tr>
  );
}
