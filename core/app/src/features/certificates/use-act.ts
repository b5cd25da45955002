import { useMutation, type UseMutationResult, useQueryClient } from "@tanstack/react-query";

import { ApiError } from "@/api/problem";
import { showToast } from "@/lib/toasts";

import { KEY } from "./requests";
import { type Texts, useText } from "./text/use";

/** Why something was refused. */
export const whyNot = (error: unknown, t: Texts): string => (error instanceof ApiError && !error.status ? t.state.unreachable : error instanceof Error ? error.message : "");

/** Something that is done about certificates: lists are asked anew, and why it failed is told. */
export function useAct<A, R>(send: (argument: A) => Promise<R>, done: (result: R, argument: A) => void): UseMutationResult<R, Error, A> {
  const { t } = useText();
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: done,
    onError: (error) => showToast({ tone: "failed", title: t.act.failed, note: whyNot(error, t) }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: KEY }), client.invalidateQueries({ queryKey: ["config"] })]),
  });
}
