import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { nowSeconds } from "@/lib/clock";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";

import { type Act, allowMany, ban, banMany, FOUR_HOURS, unallow, unban } from "./acts";
import { may, session } from "./session";
import type { ActiveDecision } from "./types";

/** What a person may do to sources, and why not if not. Everything can be undone. */
export function useSourceActs() {
  const { t, f } = useText();
  const client = useQueryClient();
  const state = useStore(session);
  return useMemo(() => {
    const around = { client, t, f };
    const blocked: string | false = may(state, "decide") ? false : t.state.needs.decide;
    return {
      blocked,
      decide: (source: string, type: Act, seconds: number | null = FOUR_HOURS) => void ban(around, { source, seconds, type }),
      decideMany: (sources: readonly string[], type: Act, reason = "") =>
        void (sources.length === 1 && sources[0] ? ban(around, { source: sources[0], seconds: FOUR_HOURS, type, reason }) : banMany(around, sources, type, reason)),
      allow: (sources: readonly string[]) => void allowMany(around, sources),
      unallow: (source: string) => void unallow(around, source),
      unban: (source: string, { type, until_at }: Pick<ActiveDecision, "type" | "until_at">, service = "") =>
        void unban(around, { source, service, type, leftSeconds: unix(until_at) - nowSeconds() }),
    };
  }, [client, t, f, state]);
}
export type SourceActs = ReturnType<typeof useSourceActs>;
