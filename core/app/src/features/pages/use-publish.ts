import { useMutation, type UseMutationResult, useQueryClient } from "@tanstack/react-query";

import { refusalsOf } from "@/api/deploying";
import { ApiError } from "@/api/problem";
import type { Deployment } from "@/api/types";
import { showToast } from "@/lib/toasts";

import { KEY, publish, type Written } from "./requests";
import { useText } from "./text/use";

export interface Publishing {
  written: Written;
  /** What is told when it is there, and noted in the revision. */
  title: string;
  /** What takes it back. */
  before?: Written;
  /** Once nodes have it. */
  done?: () => void;
}

/** Writes and deploys; what came of it is told, and can be taken back while that shows. */
export function usePublish(): UseMutationResult<Deployment, Error, Publishing> {
  const { t } = useText();
  const client = useQueryClient();
  const act: UseMutationResult<Deployment, Error, Publishing> = useMutation({
    mutationFn: ({ written, title }: Publishing) => publish(written, title),
    onSuccess: (over, { title, before, done }) => {
      const went = over.phase === "done";
      const undo = before ? () => act.mutate({ written: before, title: t.act.undo }) : null;
      showToast({ tone: went ? "done" : "failed", title: went ? title : t.errorPages.notThere, note: went ? "" : refusalsOf(over), undo });
      if (went) done?.();
    },
    onError: (error) => showToast({ tone: "failed", title: t.act.failed, note: error instanceof ApiError && !error.status ? t.state.unreachable : error.message }),
    onSettled: () => Promise.all([KEY, ["config"], ["maintenance"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  return act;
}
