import { ApiError } from "@/api/problem";
import { isCodeWrong } from "@/api/session";

import type { Texts } from "./text/use";

/** Why somebody was not let in, in words that help. */
export function explain(error: unknown, t: Texts): string {
  if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) return t.state.away;
  if (error.status === 429) return error.retryAfter ? t.signIn.throttled(error.retryAfter) : t.signIn.throttledSoon;
  if (isCodeWrong(error)) return t.signIn.codeWrong;
  return error.status === 401 ? t.signIn.wrong : error.message;
}
