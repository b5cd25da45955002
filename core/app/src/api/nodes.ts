import { queryOptions } from "@tanstack/react-query";

import { api } from "./client";
import { unwrap } from "./problem";

export const nodesQuery = queryOptions({
  queryKey: ["nodes"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/nodes", { signal })),
  refetchInterval: 2000,
});

export const nodeQuery = (id: string) =>
  queryOptions({
    queryKey: ["nodes", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/nodes/{node_id}", { params: { path: { node_id: id } }, signal })),
    refetchInterval: 1000,
  });

export const createNode = (name: string) => unwrap(api.POST("/api/v1/nodes", { body: { name } }));
