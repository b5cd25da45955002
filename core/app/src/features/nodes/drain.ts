import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { ProxyConfig } from "@/api/types";

type Services = ProxyConfig["services"];

/** A service that sends requests to a node: who there gets them, and how many others would take over. */
export interface Sent {
  service: string;
  members: readonly string[];
  draining: boolean;
  others: number;
}

/** The services of which a node is a member. A backup counts as somebody who answers. */
export function sentTo(services: Services, node: string): readonly Sent[] {
  const name = node.toLowerCase();
  return Object.entries(services).flatMap(([service, { members = [] }]) => {
    const own = members.filter((member) => member.node?.toLowerCase() === name);
    if (own.length === 0) return [];
    const others = members.filter((member) => !own.includes(member) && !member.draining).length;
    return [{ service, members: own.map((member) => member.name), draining: own.every((member) => member.draining), others }];
  });
}

/** The services in which a node gets requests, or gets none any more. */
export function drained(services: Services, node: string, draining: boolean): Partial<Services> {
  const name = node.toLowerCase();
  return Object.fromEntries(sentTo(services, node).map(({ service }) => {
    const spec = services[service];
    return [service, { ...spec, members: spec?.members?.map((member) => (member.node?.toLowerCase() === name ? { ...member, draining } : member)) }];
  })) as Partial<Services>;
}

/** Has the other nodes send a node nothing new, or send it requests again. */
export async function setDraining(node: string, draining: boolean, note: string): Promise<void> {
  const { services } = await unwrap(api.GET("/api/v1/config"));
  await unwrap(api.POST("/api/v1/config/apply", { params: { query: { note } }, body: { text: JSON.stringify({ services: drained(services, node, draining) }), prune: false } }));
  await unwrap(api.POST("/api/v1/deployments", { body: { note, despite_problems: false } }));
}
