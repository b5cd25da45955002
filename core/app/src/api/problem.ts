import { prefs } from "@/lib/prefs";

import type { Problem } from "./types";

/** What the core answered instead of a result. `status` 0: it did not answer. */
export class ApiError extends Error {
  readonly status: number;
  /** A URI for what has to be told from everything else of the same status. */
  readonly type: string;
  readonly title: string;
  /** What the message says, for who says it in another language; empty where nobody can. */
  readonly code: Problem["code"];
  readonly args: Problem["args"];
  readonly requestId: string;
  readonly retryAfter: number | null;
  /** What is wrong where. */
  readonly parts: Problem["errors"];

  constructor(status: number, problem: Partial<Problem>, retryAfter: number | null = null) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.type = problem.type ?? "";
    this.title = problem.title ?? "";
    this.code = problem.code ?? "";
    this.args = problem.args ?? {};
    this.requestId = problem.request_id ?? "";
    this.retryAfter = retryAfter;
    this.parts = problem.errors ?? [];
  }
}

export function errorOf(response: Response, body: unknown): ApiError {
  const problem = typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
  const wait = Number(response.headers.get("retry-after"));
  return new ApiError(response.status, problem, wait > 0 ? wait : null);
}

/** A refusal in the reader's language, where there are words for it. */
export async function inOwnWords(error: ApiError): Promise<ApiError> {
  if (prefs.get().lang !== "ru") return error;
  const text = await import("@/lib/i18n/refusals").then(({ refusalText }) => refusalText(error), () => "");
  if (text) error.message = text;
  return error;
}

/** Why some of several were refused, in the reader's language. */
export async function reasonsOf(refused: readonly { reason: string; code: string; args: Problem["args"] }[]): Promise<string[]> {
  return Promise.all(refused.map(async ({ reason, code, args }) => (await inOwnWords(new ApiError(422, { detail: reason, code: code as Problem["code"], args }))).message));
}

interface Outcome<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

/** The result of a call, or an ApiError thrown. */
export async function unwrap<T>(call: Promise<Outcome<T>>): Promise<T> {
  let outcome: Outcome<T>;
  try {
    outcome = await call;
  } catch (error) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === "AbortError")) throw error;
    throw new ApiError(0, {});
  }
  if (!outcome.response.ok) throw await inOwnWords(errorOf(outcome.response, outcome.error));
  return outcome.data as T;
}
