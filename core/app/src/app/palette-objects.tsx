import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Ban, Box, Globe, Lock, type LucideIcon, Server, Waypoints } from "lucide-react";
import { useDeferredValue } from "react";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Found } from "@/api/types";

import { Group, type GroupProps, Item } from "./palette-parts";
import { useText } from "./text/use";

const ICONS: Record<Found["kind"], LucideIcon> = { node: Server, service: Waypoints, domain: Globe, certificate: Lock, container: Box, decision: Ban };

/** Where a thing is looked at. */
function placeOf({ kind, id, name, detail }: Found): Record<string, unknown> {
  switch (kind) {
    case "node":
      return { to: "/nodes/$id", params: { id } };
    case "service":
      return { to: "/services/$name", params: { name: id } };
    case "domain":
      return { to: "/domains/$name", params: { name: id } };
    case "certificate":
      return { to: "/certificates", search: { open: id } };
    case "container":
      return { to: "/containers", search: { open: `${detail}/${name}` } };
    case "decision":
      return { to: "/decisions", search: { open: id } };
  }
}

/** Nodes, services, domains, certificates, containers and decisions by a part of their name. */
export function ObjectsGroup({ typed, then }: GroupProps & { typed: string }) {
  const { t } = useText();
  const navigate = useNavigate();
  const q = useDeferredValue(typed.trim());
  const { data = [] } = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/search", { params: { query: { q } }, signal })),
    enabled: q.length > 1, placeholderData: keepPreviousData, staleTime: 10_000,
  });
  if (q.length < 2 || data.length === 0) return null;
  return (
    <Group heading={t.palette.objects}>
      {data.map((found) => {
        const Icon = ICONS[found.kind];
        return (
          // What is typed stands in the value: the core has matched it, by more than what is shown.
          <Item key={`${found.kind} ${found.id}`} value={`${typed} ${found.kind} ${found.id}`} icon={<Icon size={15} />} onSelect={then(() => void navigate({ search: {}, ...placeOf(found) } as never))}>
            {found.name} <span className="ml-2 text-fg2">{t.palette.found[found.kind]}{found.detail && ` · ${found.detail}`}</span>
          </Item>
        );
      })}
    </Group>
  );
}
