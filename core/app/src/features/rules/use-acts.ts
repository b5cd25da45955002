import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { tellFailed } from "@/api/failed";
import type { PolicyRule, PolicyRules } from "@/api/types";
import { showToast } from "@/lib/toasts";

import { moved, notifies } from "./draft";
import { changeRule, KEY, makeRule, type Mode, orderRules, removeRule } from "./requests";
import { type Texts, useText } from "./text/use";

export interface Acts {
  turn: (rule: PolicyRule, mode: Mode) => void;
  move: (rules: readonly PolicyRule[], from: number, to: number) => void;
  remove: (rule: PolicyRule, place: number) => void;
  copy: (rule: PolicyRule, place: number) => void;
}

/** What is done to rules: shown at once, done, and taken back where somebody presses Undo. */
export function useActs(): Acts {
  const { t } = useText();
  const client = useQueryClient();
  return useMemo(() => actsOf(client, t), [client, t]);
}

const endedBy = (rule: PolicyRule, t: Texts): string => (rule.mode === "on" && !notifies(rule) ? t.rules.ended : "");

function actsOf(client: QueryClient, t: Texts): Acts {
  const show = (change: (rules: readonly PolicyRule[]) => readonly PolicyRule[]) =>
    client.setQueryData<PolicyRules>(KEY, (known) => known && { ...known, items: [...change(known.items)] });
  const carryOut = async <T>(send: () => Promise<T>): Promise<T | null> => {
    await client.cancelQueries({ queryKey: KEY });
    try {
      return await send();
    } catch (error) {
      tellFailed(error, t);
      return null;
    } finally {
      void client.invalidateQueries({ queryKey: KEY });
    }
  };

  const turn = async (rule: PolicyRule, mode: Mode) => {
    show((rules) => rules.map((each) => (each.id === rule.id ? { ...each, mode } : each)));
    const done = await carryOut(() => changeRule(rule.id, { mode }));
    if (!done) return;
    const note = mode === "on" ? (done.tried_at ? "" : t.rules.untried) : endedBy(rule, t);
    showToast({ tone: "done", title: t.rules.turned[mode](rule.name), note, undo: () => void turn({ ...rule, mode }, rule.mode) });
  };
  const move = async (rules: readonly PolicyRule[], from: number, to: number) => {
    const next = moved(rules, from, to);
    const place = next.findIndex(({ id }) => id === rules[from]?.id);
    if (place === from) return;
    show(() => next);
    const name = rules[from]?.name ?? "";
    if (await carryOut(() => orderRules(next.map(({ id }) => id)))) showToast({ tone: "done", title: t.rules.moved(name, place + 1), undo: () => void move(next, place, from) });
  };
  const remove = async (rule: PolicyRule, place: number) => {
    show((rules) => rules.filter(({ id }) => id !== rule.id));
    const { name, text, mode } = rule;
    const again = () => void carryOut(() => makeRule({ name, text, mode }, place));
    if ((await carryOut(() => removeRule(rule.id))) !== null) showToast({ tone: "done", title: t.rules.removed(name), note: endedBy(rule, t), undo: again });
  };
  const copy = async ({ name, text }: PolicyRule, place: number) => {
    const called = t.rules.copyOf(name).slice(0, 80);
    const made = await carryOut(() => makeRule({ name: called, text, mode: "shadow" }, place + 1));
    if (made) showToast({ tone: "done", title: t.rules.made(called), undo: () => void carryOut(() => removeRule(made.id)) });
  };
  return {
    turn: (rule, mode) => void turn(rule, mode), move: (rules, from, to) => void move(rules, from, to),
    remove: (rule, place) => void remove(rule, place), copy: (rule, place) => void copy(rule, place),
  };
}
