import { queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Incident, IncidentDetail } from "@/api/types";

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ["incident", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/incidents/{incident_id}", { params: { path: { incident_id: id } }, signal })),
    // While it goes on the page follows it; afterwards only a verdict can change it.
    refetchInterval: ({ state }) => ((state.data as IncidentDetail | undefined)?.ended_at === null ? 2000 : 20_000),
  });

export const judge = (id: string, verdict: Incident["verdict"], reason: string): Promise<Incident> =>
  unwrap(api.POST("/api/v1/incidents/{incident_id}/verdict", { params: { path: { incident_id: id } }, body: { verdict, reason } }));
