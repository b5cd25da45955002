import { queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Incident, IncidentDetail, IncidentNote } from "@/api/types";
import { instantText } from "@/lib/instant";

import type { Around } from "./around";

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ["incident", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/incidents/{incident_id}", { params: { path: { incident_id: id } }, signal })),
    // While it goes on the page follows it; afterwards only a verdict can change it.
    refetchInterval: ({ state }) => ((state.data as IncidentDetail | undefined)?.ended_at === null ? 2000 : 20_000),
  });

export const judge = (id: string, verdict: Incident["verdict"], reason: string): Promise<Incident> =>
  unwrap(api.POST("/api/v1/incidents/{incident_id}/verdict", { params: { path: { incident_id: id } }, body: { verdict, reason } }));

const at = (id: string) => ({ params: { path: { incident_id: id } } });

export const notesQuery = (id: string) =>
  queryOptions({ queryKey: ["incident", id, "notes"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/incidents/{incident_id}/notes", { ...at(id), signal })), refetchInterval: 10_000 });
export const addNote = (id: string, text: string): Promise<IncidentNote> => unwrap(api.POST("/api/v1/incidents/{incident_id}/notes", { ...at(id), body: { text } }));
export const removeNote = (id: string, note: string): Promise<unknown> => unwrap(api.DELETE("/api/v1/incidents/{incident_id}/notes/{note_id}", { params: { path: { incident_id: id, note_id: note } } }));

/** The service's traffic before, during and after; `live` follows it. */
export const trafficQuery = (service: string, { before, after }: Around, live: boolean) =>
  queryOptions({
    queryKey: ["incident", "traffic", service, before, live ? "live" : after],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/traffic/series", { params: { query: { from: before, to: after, service, step: Math.max(1, Math.round((after - before) / 300)) } }, signal })),
    refetchInterval: live ? 5000 : false,
  });

const ONE_STEP = 31_622_400;

/** Which values of each field requests had in a span of time, by what the nodes keep of them. */
export const summaryQuery = (service: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["incident", "summary", service, from, to],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/requests/summary", { params: { query: { q: `service:"${service}"`, since: instantText(from), until: instantText(to), step_seconds: ONE_STEP, top: 30 } }, signal })),
    staleTime: Infinity, retry: false,
  });
