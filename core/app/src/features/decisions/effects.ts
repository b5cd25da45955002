import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import type { Decision, DecisionEffect } from "@/api/types";
import { createStore, useStorePart } from "@/lib/store";

import { effectsQuery } from "./requests";

const NONE: ReadonlyMap<string, DecisionEffect> = new Map();
const effects = createStore(NONE);

/** Keeps asking what the decisions shown do; cells follow their own, so that an answer draws only what changed. Nothing is known of any where that fails. */
export function useEffectsOf(rows: readonly Decision[]): ReadonlyMap<string, DecisionEffect> | undefined {
  const { data, isError } = useQuery(effectsQuery(rows.filter(({ active }) => active).map(({ id }) => id)));
  useEffect(() => {
    if (data) effects.set(data);
  }, [data]);
  return data ?? (isError ? NONE : undefined);
}

export const useEffectOf = (id: string): DecisionEffect | undefined => useStorePart(effects, (all) => all.get(id));
export const effectOf = (id: string): DecisionEffect | undefined => effects.get().get(id);
