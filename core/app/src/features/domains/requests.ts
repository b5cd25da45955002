import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Imported } from "@/api/types";

export const certificatesQuery = queryOptions({
  queryKey: ["certificates", "list"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/certificates", { signal })),
  refetchInterval: 10_000,
});

export const namesQuery = (name: string) =>
  queryOptions({
    queryKey: ["config", "names", name],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/domains/{name}/names", { params: { path: { name } }, signal })),
    staleTime: 60_000,
  });

export interface Asked {
  host: string;
  path: string;
  https: boolean;
}

export const explainQuery = ({ host, path, https }: Asked) =>
  queryOptions({
    queryKey: ["explain", host, path, https],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/proxy/explain", { params: { query: { host, path, https } }, signal })),
    refetchInterval: 5000,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const fleetQuery = queryOptions({ queryKey: ["nodes"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/nodes", { signal })), refetchInterval: 5000 });
export const secretsQuery = queryOptions({ queryKey: ["config", "secrets"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/config/secrets", { signal })) });

export const readImport = (text: string, nodes: readonly string[]): Promise<Imported> => unwrap(api.POST("/api/v1/proxy/import", { body: { files: { "nginx.conf": text }, main: "nginx.conf", nodes: [...nodes] } }));
export const putPassword = (name: string, value: string) => unwrap(api.PUT("/api/v1/config/secrets/{name}", { params: { path: { name } }, body: { kind: "password", value } }));
