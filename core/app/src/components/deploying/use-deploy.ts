import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { deployed } from "@/api/deploying";
import { tellFailed } from "@/api/failed";
import type { Deployment } from "@/api/types";
import { showToast } from "@/lib/toasts";

import { refetchConfig, restoreRevision } from "./requests";
import { useText } from "./text/use";

/** Begins a deployment and follows it; `newest` is how it is going. `before` is done first, and may refuse. */
export function useDeploy() {
  const client = useQueryClient();
  const [newest, setNewest] = useState<Deployment | null>(null);
  const run = useMutation({
    mutationFn: async ({ note, before }: { note: string; before?: () => Promise<unknown> }) => {
      setNewest(null);
      await before?.();
      const over = await deployed(note, setNewest);
      setNewest(over);
      return over;
    },
    onSettled: () => refetchConfig(client),
  });
  return { newest, run };
}

/** Goes back to a revision and deploys it, in one press. */
export function useRollBack() {
  const { t } = useText();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (number: number) => {
      const { differences } = await restoreRevision(number);
      return { differences, over: await deployed(t.deploy.rolledBack(number)) };
    },
    onSuccess: ({ over }, number) =>
      showToast(over.phase === "done" ? { tone: "done", title: t.deploy.rolledBack(number) } : { tone: "failed", title: t.deploy.failed, note: over.reason }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => refetchConfig(client),
  });
}
