import { useMutation, useQueryClient } from "@tanstack/react-query";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { ALL } from "./requests";
import { useText } from "./text/use";

/** Something that is changed: afterwards all is asked anew and a toast says what was done, and takes it back by `undo`. */
export function useChange<A, R>(send: (argument: A) => Promise<R>, done: (result: R, argument: A) => string, then?: (result: R) => void, undo?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async (result, argument) => {
      await client.invalidateQueries(ALL);
      showToast({ tone: "done", title: done(result, argument), undo: undo ?? null });
      then?.(result);
    },
  });
}

/** What could not be done from a row, where no form stands to say so. */
export function useFailed(): (error: unknown) => void {
  const { t } = useText();
  return (error) => tellFailed(error, t);
}

/** Why somebody may not, or false where they may. */
export function useBlocked(permission: "decide" | "operate" | "manage"): string | false {
  const { t } = useText();
  return may(useStore(session), permission) ? false : t.state.needs[permission];
}
