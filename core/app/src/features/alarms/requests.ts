import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Alarm, AlarmPage, AlarmRule, AlarmSilence } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { bounds, type Range } from "@/lib/range";

export const KEY = ["alarms"] as const;
const PAGE = 50;

export const firingQuery = queryOptions({
  queryKey: [...KEY, "firing"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/alarms", { signal })),
  refetchInterval: 5000,
});

export const historyQuery = (range: Range) =>
  infiniteQueryOptions<AlarmPage, Error, InfiniteData<AlarmPage, string>, readonly unknown[], string>({
    queryKey: [...KEY, "history", range],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => unwrap(api.GET("/api/v1/alarms/history", { params: { query: { ...bounds(range, nowSeconds()), limit: PAGE, ...(pageParam && { cursor: pageParam }) } }, signal })),
    getNextPageParam: (page) => page.next_cursor,
  });

export const alarmQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/alarms/{alarm_id}", { params: { path: { alarm_id: id } }, signal })),
    refetchInterval: 5000,
    retry: false,
  });

export const silencesQuery = queryOptions({
  queryKey: [...KEY, "silences"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/alarms/silences", { signal })),
  refetchInterval: 5000,
});

export const rulesQuery = queryOptions({
  queryKey: [...KEY, "rules"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/alarm-rules", { signal })),
});

export const nodeNamesQuery = queryOptions({
  queryKey: ["nodes", "names"],
  queryFn: async ({ signal }) => new Map((await unwrap(api.GET("/api/v1/nodes", { signal }))).map(({ id, name }) => [id, name])),
  staleTime: 60_000,
});

/** Every metric that some node tells of now, as KIND.METRIC. */
export const metricNamesQuery = queryOptions({
  queryKey: [...KEY, "metrics"],
  queryFn: async ({ signal }) => {
    const { nodes } = await unwrap(api.GET("/api/v1/metrics", { signal }));
    return [...new Set(nodes.flatMap(({ metrics }) => metrics.map(({ kind, metric }) => `${kind}.${metric}`)))].toSorted();
  },
  staleTime: 60_000,
});

const at = (id: string) => ({ params: { path: { alarm_id: id } } });

export const acknowledge = (id: string, seen: boolean): Promise<Alarm> =>
  unwrap(seen ? api.POST("/api/v1/alarms/{alarm_id}/acknowledge", { ...at(id), body: { note: "" } }) : api.DELETE("/api/v1/alarms/{alarm_id}/acknowledge", at(id)));

/** Nobody is told for so long; 0: they are told again. */
export const silence = (id: string, seconds: number): Promise<Alarm> =>
  unwrap(seconds > 0 ? api.POST("/api/v1/alarms/{alarm_id}/silence", { ...at(id), body: { duration_seconds: seconds, note: "" } }) : api.DELETE("/api/v1/alarms/{alarm_id}/silence", at(id)));

export const endSilence = ({ id }: AlarmSilence): Promise<unknown> => unwrap(api.DELETE("/api/v1/alarms/silences/{silence_id}", { params: { path: { silence_id: id } } }));

const SHORTEST_SECONDS = 60;

/** Has a silence that was ended hold again, to the end that it had. */
export const silenceAgain = ({ rule, node_id, entity, note, until_at }: AlarmSilence): Promise<unknown> =>
  unwrap(api.POST("/api/v1/alarms/silences", { body: { rule, node_id, entity, note, duration_seconds: Math.max(SHORTEST_SECONDS, Math.round(unix(until_at) - nowSeconds())) } }));

export const putRule = (name: string, rule: AlarmRule["rule"]): Promise<AlarmRule> =>
  unwrap(api.PUT("/api/v1/alarm-rules/{name}", { params: { path: { name } }, body: rule }));
export const dropRule = (name: string): Promise<unknown> => unwrap(api.DELETE("/api/v1/alarm-rules/{name}", { params: { path: { name } } }));
export const tryRule = (rule: AlarmRule["rule"], hours: number) => unwrap(api.POST("/api/v1/alarm-rules/try", { body: { rule, hours } }));
