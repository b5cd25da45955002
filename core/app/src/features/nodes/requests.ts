import { queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";

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
export const rotateKey = (id: string) => unwrap(api.POST("/api/v1/nodes/{node_id}/key", { params: { path: { node_id: id } } }));
export const deleteNode = (id: string) => unwrap(api.DELETE("/api/v1/nodes/{node_id}", { params: { path: { node_id: id } } }));
