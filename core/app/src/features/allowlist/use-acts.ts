import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { tellFailed } from "@/api/failed";
import { reasonsOf } from "@/api/problem";
import type { AllowEntry, AllowIn } from "@/api/types";
import { showToast } from "@/lib/toasts";

import { allowMany, amend, asMade, disallow, KEY, type Said, shownNetwork } from "./requests";
import { type Texts, useText } from "./text/use";

export interface Acts {
  remove: (entries: readonly AllowEntry[]) => void;
  amend: (entry: AllowEntry, said: Said) => Promise<boolean>;
  add: (entries: AllowIn[]) => Promise<boolean>;
}

/** What is done to the list: done, told, and taken back where somebody presses Undo. */
export function useActs(): Acts {
  const { t } = useText();
  const client = useQueryClient();
  return useMemo(() => actsOf(client, t), [client, t]);
}

function actsOf(client: QueryClient, t: Texts): Acts {
  const carryOut = async <T>(send: () => Promise<T>): Promise<T | null> => {
    try {
      return await send();
    } catch (error) {
      tellFailed(error, t);
      return null;
    } finally {
      await client.invalidateQueries({ queryKey: KEY });
      void client.invalidateQueries({ queryKey: ["decisions"] });
    }
  };
  const drop = (entries: readonly AllowEntry[]) => carryOut(() => Promise.all(entries.map(({ id }) => disallow(id))));
  const add = async (entries: AllowIn[]) => {
    const done = await carryOut(() => allowMany(entries));
    if (!done) return false;
    const lifted = done.made.reduce((sum, each) => sum + each.lifted_decisions.length, 0);
    const why = await reasonsOf(done.refused);
    const refused = done.refused.map(({ network }, place) => `${network}: ${why[place]}`);
    const [only] = done.made;
    const title = done.made.length === 1 && only ? t.allowlist.added(shownNetwork(only.network)) : t.allowlist.addedMany(done.made.length);
    showToast({ tone: "done", title, note: [...(lifted > 0 ? [t.allowlist.lifted(lifted)] : []), ...refused].join(" · "), undo: done.made.length > 0 ? () => void drop(done.made) : null });
    return true;
  };
  const remove = async (entries: readonly AllowEntry[]) => {
    if ((await drop(entries)) === null) return;
    const [only] = entries;
    const title = entries.length === 1 && only ? t.allowlist.removed(shownNetwork(only.network)) : t.allowlist.removedMany(entries.length);
    showToast({ tone: "done", title, note: t.allowlist.removedNote, undo: () => void carryOut(() => allowMany(entries.map(asMade))) });
  };
  const change = async (entry: AllowEntry, said: Said) => {
    const done = await carryOut(() => amend(entry.id, said));
    if (!done) return false;
    const before: Said = { until_at: entry.until_at, owner: entry.owner, reason: entry.reason };
    showToast({ tone: "done", title: t.allowlist.saved(shownNetwork(entry.network)), undo: () => void carryOut(() => amend(entry.id, before)) });
    return true;
  };
  return { add, amend: change, remove: (entries) => void remove(entries) };
}
