import { queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Container } from "@/api/types";

/** Where a container is, as the URL says it. */
export const placeIn = ({ node, name }: Pick<Container, "node" | "name">): string => `${node}/${name}`;

/** One container by its place, with what happened to it. */
export function containerQuery(place: string) {
  const [node = "", ...rest] = place.split("/");
  const id = rest.join("/");
  return queryOptions({
    queryKey: ["containers", "one", node, id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/containers/{node_id}/{container}", { params: { path: { node_id: node, container: id } }, signal })),
    refetchInterval: 2000,
    retry: false,
  });
}

const MOST = 200;

/** What a container can be compared with. */
export const nearestQuery = queryOptions({
  queryKey: ["containers", "nearest"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/containers", { params: { query: { text: "", limit: MOST } }, signal }))).items,
  staleTime: 30_000,
});
