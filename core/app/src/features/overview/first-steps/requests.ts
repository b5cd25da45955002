import { queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Mode } from "@/api/types";

/** What is configured so far. */
export const configQuery = queryOptions({ queryKey: ["config"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/config", { signal })) });
export const servicesQuery = queryOptions({ queryKey: ["services"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/services", { signal })) });

export interface NewService {
  name: string;
  host: string;
  port: number;
}

export const addService = ({ name, host, port }: NewService) =>
  unwrap(api.PUT("/api/v1/config/service/{name}", { params: { path: { name } }, body: { kind: "service", members: [{ name: "first", host, port }] } as never }));

export interface NewDomain {
  domain: string;
  service: string;
  nodes: readonly string[];
}

/** Writes the domain down and begins to bring it to its nodes. Answers the deployment's id. */
export async function addDomain({ domain, service, nodes }: NewDomain): Promise<string> {
  const body = { kind: "domain", names: [domain], service, nodes: nodes.map((node) => node.toLowerCase()) };
  await unwrap(api.PUT("/api/v1/config/domain/{name}", { params: { path: { name: documentName(domain) } }, body: body as never }));
  const { deployment } = await unwrap(api.POST("/api/v1/deployments", { body: { note: domain, despite_problems: false } }));
  return deployment?.id ?? "";
}

/** A document's name holds at most 63 characters, and no star. */
export const documentName = (domain: string): string => domain.replace(/^\*\./, "any.").slice(0, 63).replace(/[.-]+$/, "");

export const deploymentQuery = (id: string) =>
  queryOptions({
    queryKey: ["deployments", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/deployments/{deployment_id}", { params: { path: { deployment_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.ended_at ? false : 1000),
    enabled: id !== "",
  });

/** Says for every service that nobody has chosen for how its decisions are carried out. */
export async function chooseMode(mode: Mode): Promise<number> {
  const services = await unwrap(api.GET("/api/v1/services"));
  for (const { name } of services) await unwrap(api.PATCH("/api/v1/services/{name}", { params: { path: { name } }, body: { mode } }));
  return services.length;
}
