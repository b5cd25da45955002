import { useMutation, type UseMutationResult, useQueryClient } from "@tanstack/react-query";

import { ApiError } from "@/api/problem";
import { showToast } from "@/lib/toasts";

import { KEY } from "./requests";
import { type Texts, useText } from "./text/use";

/** Why something was refused, in words of this place where there are some. */
export function whyNot(error: unknown, t: Texts): string {
  if (!(error instanceof ApiError) || error.status === 0) return t.state.unreachable;
  if (error.status === 429 && error.retryAfter) return t.people.throttled(error.retryAfter);
  return error.message;
}

/** Something that is done to people and what is theirs: lists are asked anew, and why it failed is told. `again` does it once more. */
export function useAct<A, R>(send: (argument: A) => Promise<R>, done: (result: R, argument: A, again: (argument: A) => void) => void): UseMutationResult<R, Error, A> {
  const { t } = useText();
  const client = useQueryClient();
  const act: UseMutationResult<R, Error, A> = useMutation({
    mutationFn: send,
    onSuccess: (result, argument) => done(result, argument, act.mutate),
    onError: (error) => showToast({ tone: "failed", title: t.act.failed, note: whyNot(error, t) }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  return act;
}
