import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import type { Decision, DecisionEffect } from "@/api/types";
import { createStore, useStorePart } from "@/lib/store";

import { effectsQuery } from "./requests";

const effects = createStore<ReadonlyMap<string, DecisionEffect>>(new Map());

/** Keeps asking what the decisions shown do; cells follow their own, so that an answer draws only what changed. */
export function useEffectsOf(rows: readonly Decision[]): ReadonlyMap<string, DecisionEffect> | undefined {
  const { data } = useQuery(effectsQuery(rows.filter(({ active }) => active).map(({ id }) => id)));
  useEffect(() => {
    if (data) effects.set(data);
  }, [data]);
  return data;
}

export const useEffectOf = (id: string): DecisionEffect | undefined => useStorePart(effects, (all) => all.get(id));
export const effectOf = (id: string): DecisionEffect | undefined => effects.get().get(id);
