import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { BellRing, History } from "lucide-react";
import { lazy, Suspense, useCallback, useMemo } from "react";

import { Button } from "@/components/button";
import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Skeleton } from "@/components/states";
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
  const onOpen = useCallback((id: string) => change({ open: id }), [change]);
  const options = (["firing", ...ALARM_PARTS] as const).map((value) => ({ value, label: t.alarms.parts[value] }));
  const choice = <Segmented label={t.alarms.shown} value={part} options={options} onChange={(value) => change({ part: value === "firing" ? undefined : value, open: undefined, q: undefined, sort: undefined })} />;
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
  const told = data?.alarms.filter(({ silenced }) => silenced === null).length ?? 0;
  const notes = data && [data.pending > 0 && t.alarms.pending(data.pending), data.unscored > 0 && t.alarms.unscored(data.unscored)].filter(Boolean).join(" · ");
  return (
    <AlarmTable
      rows={data?.alarms} onOpen={onOpen} error={error} onRetry={() => void refetch()} none={<AllQuiet />}
      title={data && (data.alarms.length > 0 || notes) && <span className="flex flex-wrap items-baseline gap-x-3">{data.alarms.length > 0 && (told > 0 ? t.alarms.total(told) : t.alarms.none)}{notes && <span className="num text-xs font-normal text-fg3">{notes}</span>}</span>}
    />
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
  const alarms = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  return (
    <AlarmTable
      over rows={alarms} onOpen={onOpen} error={error} onRetry={() => void refetch()} none={<Empty icon={<History size={18} />} title={t.alarms.noneThen} />}
      title={alarms?.length ? t.alarms.total(data?.pages[0]?.total ?? 0) : undefined} more={hasNextPage ? { load: () => void fetchNextPage(), busy: isFetchingNextPage } : undefined}
    />
  );
}
