import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { BellOff, BellRing, History } from "lucide-react";
import { lazy, Suspense } from "react";

import { Button } from "@/components/button";
import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Failure, Skeleton } from "@/components/states";
import { ALARM_PARTS, useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { firingQuery, historyQuery, rulesQuery } from "./requests";
import { AlarmTable } from "./table";
import { useText } from "./text/use";

const AlarmDrawer = lazy(() => import("./drawer"));
const Rules = lazy(() => import("./rules"));
const Silences = lazy(() => import("./silences"));

/** What is out of order now, what was, and what is looked for. */
export default function AlarmsScreen() {
  const { t } = useText();
  const { part = "firing", open } = useViewSearch();
  const change = useChangeSearch();
  const onOpen = (id: string) => change({ open: id });
  const options = (["firing", ...ALARM_PARTS] as const).map((value) => ({ value, label: t.alarms.parts[value] }));
  const choice = <Segmented label={t.alarms.shown} value={part} options={options} onChange={(value) => change({ part: value === "firing" ? undefined : value, open: undefined })} />;
  return (
    <Page lead={t.alarms.lead} actions={choice}>
      {part === "firing" && <Firing onOpen={onOpen} />}
      {part === "silences" && <Suspense fallback={<section className="panel p-4"><Skeleton className="h-48" /></section>}><Silences onOpen={onOpen} /></Suspense>}
      {part === "history" && <Past onOpen={onOpen} />}
      {part === "rules" && <Suspense fallback={<section className="panel p-4"><Skeleton className="h-96" /></section>}><Rules /></Suspense>}
      {open && part !== "rules" && <Suspense><AlarmDrawer key={open} id={open} onClose={() => change({ open: undefined })} /></Suspense>}
    </Page>
  );
}

function Firing({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useText();
  const { data, error, refetch } = useQuery(firingQuery);
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Skeleton className="h-48" /></section>;
  const [told, silenced] = [data.alarms.filter((alarm) => alarm.silenced === null), data.alarms.filter((alarm) => alarm.silenced !== null)];
  const notes = [data.pending > 0 && t.alarms.pending(data.pending), data.unscored > 0 && t.alarms.unscored(data.unscored)].filter(Boolean).join(" · ");
  return (
    <>
      <section className="panel min-w-0 overflow-hidden">
        <h2 className="flex min-h-12 flex-wrap items-center gap-x-3 px-4 text-md font-semibold">{t.alarms.total(told.length)}{notes && <span className="num text-xs font-normal text-fg3">{notes}</span>}</h2>
        {told.length > 0 ? <AlarmTable alarms={told} onOpen={onOpen} /> : <AllQuiet />}
      </section>
      {silenced.length > 0 && (
        <section className="panel min-w-0 overflow-hidden">
          <h2 className="flex min-h-12 items-center gap-2 px-4 text-md font-semibold"><BellOff size={15} className="text-fg3" aria-hidden="true" />{t.alarms.silencedOnes}</h2>
          <AlarmTable alarms={silenced} onOpen={onOpen} />
        </section>
      )}
    </>
  );
}

/** Nothing fires, and by how many rules that is known. */
function AllQuiet() {
  const { t } = useText();
  const change = useChangeSearch();
  const { data } = useQuery(rulesQuery);
  const watching = data?.rules.filter(({ rule }) => rule.enabled).length;
  return (
    <Empty icon={<BellRing size={18} />} title={t.alarms.none} lead={[watching !== undefined && t.alarms.watching(watching), t.alarms.noneLead].filter(Boolean).join(" ")}>
      <Button onClick={() => change({ part: "rules" })}>{t.alarms.toRules}</Button>
    </Empty>
  );
}

function Past({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useText();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(historyQuery(useRange()));
  const alarms = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel min-w-0 overflow-hidden">
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="p-4"><Skeleton className="h-48" /></div>}
      {data && <p className="num flex min-h-12 items-center px-4 text-xs text-fg3">{t.alarms.total(data.pages[0]?.total ?? 0)}</p>}
      {data && alarms.length === 0 && <Empty icon={<History size={18} />} title={t.alarms.noneThen} />}
      {alarms.length > 0 && <AlarmTable alarms={alarms} over onOpen={onOpen} />}
      {hasNextPage && <div className="grid justify-items-center border-t border-line p-3"><Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>{t.state.more}</Button></div>}
    </section>
  );
}
