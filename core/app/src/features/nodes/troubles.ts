import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";

import { newest, type Values } from "@/api/metrics";
import type { Alarm, Node, ProxyNode } from "@/api/types";
import { behindText } from "@/components/deploying/behind";
import { alarmText } from "@/lib/i18n/alarms";

import { alarmsQuery, proxyQuery } from "./requests";
import { strainsOf } from "./strain";
import { useText } from "./text/use";

export interface Troubles {
  /** In words, the gravest first. */
  said: readonly string[];
  isGrave: boolean;
}

type Load = Record<"cpu" | "memory", Values> & { disk: number | null };

/** Of what fires, what nobody silenced. */
export const loud = (alarms: readonly Alarm[] | undefined): readonly Alarm[] => alarms?.filter(({ silenced }) => silenced === null) ?? [];

/** What is wrong with a node that reports as it should: what fires, what it is short of, what its NGINX does not run. */
export function useTroubles(node = ""): (node: Node, load: Load) => Troubles {
  const { t, f, lang } = useText();
  const { data: fired } = useQuery(alarmsQuery(node));
  const { data: proxies } = useQuery({ ...proxyQuery, retry: false });
  return useCallback(({ id }: Node, { cpu, memory, disk }: Load) => {
    const alarms = loud(fired?.alarms).filter(({ node_id }) => node_id === id);
    const strains = strainsOf({ cpu, memory: newest(memory), disk });
    const behind = proxies?.find((each) => each.id === id);
    return {
      said: [
        ...alarms.toSorted(graver).map((alarm) => [alarm.entity, alarmText(alarm, lang) || alarm.rule].filter(Boolean).join(": ")),
        ...strains.map(({ of, share }) => t.nodes.strained[of](f.percent(share))),
        ...(behind && isBehind(behind) ? [[t.nodes.notInSync, behindText(behind.why, lang, f)].filter(Boolean).join(": ")] : []),
      ],
      isGrave: alarms.some(({ severity }) => severity === "critical"),
    };
  }, [t, f, lang, fired, proxies]);
}

/** How a node is, with what is wrong while it reports as it should. */
export const stateWith = ({ state }: Node, { said }: Troubles): Node["state"] => (state === "ok" && said.length > 0 ? "warn" : state);

export const isBehind = ({ heard_at, in_sync }: ProxyNode): boolean => heard_at !== null && !in_sync;

const graver = (one: Alarm, other: Alarm): number => Number(other.severity === "critical") - Number(one.severity === "critical");
