import { useQueries, useQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";

/** As many nodes are asked for what does not work. */
const MOST = 40;
const PACE_MILLISECONDS = 20_000;

export const useNodes = () => useQuery({ queryKey: ["nodes"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/nodes", { signal })), refetchInterval: PACE_MILLISECONDS });

/** The nodes whose engine does not answer, and why: what runs there is as of when it last did. */
export function useTroubles(): { name: string; trouble: string }[] {
  const { data: nodes = [] } = useNodes();
  const told = useQueries({
    queries: nodes.slice(0, MOST).map(({ id }) => ({
      queryKey: ["nodes", id, "inventory"],
      queryFn: ({ signal }: { signal: AbortSignal }) => unwrap(api.GET("/api/v1/nodes/{node_id}/inventory", { params: { path: { node_id: id } }, signal })),
      refetchInterval: PACE_MILLISECONDS,
    })),
  });
  return told.flatMap(({ data }) => (data?.troubles["containers"] ? [{ name: data.node_name, trouble: data.troubles["containers"] }] : []));
}
