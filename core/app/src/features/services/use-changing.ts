import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { ApiError, unwrap } from "@/api/problem";
import type { Mode, Service, Step } from "@/api/types";
import { showToast } from "@/lib/toasts";

import { useText } from "./text/use";

type Change = { mode: Mode } | { max_step: Step };

/** What holds at a service, as of the last change that was asked for, and a way to change it that can be undone. */
export function useChanging({ name, mode, max_step }: Pick<Service, "name" | "mode" | "max_step">) {
  const { t } = useText();
  const client = useQueryClient();
  const { mutate, variables, isPending } = useMutation({
    mutationFn: (change: Change) => unwrap(api.PATCH("/api/v1/services/{name}", { params: { path: { name } }, body: change })),
    onMutate: (change): Change => ("mode" in change ? { mode } : { max_step }),
    onSuccess: (changed, change, before) => {
      const [title, note] = "mode" in change
        ? [t.services.changed(changed.name, t.services.modes[changed.mode]), t.services.help[changed.mode]]
        : [t.services.changedStep(changed.name, t.decisions.types[changed.max_step].toLowerCase()), t.services.maxStepHelp];
      showToast({ tone: "done", title, note, undo: () => mutate(before) });
    },
    onError: (error) => showToast({ tone: "failed", title: t.act.failed, note: error instanceof ApiError ? error.message : "" }),
    onSettled: () => client.invalidateQueries({ queryKey: ["services"] }),
  });
  return { mode, max_step, ...(isPending ? variables : {}), change: mutate };
}
