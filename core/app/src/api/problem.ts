import type { Problem } from "./types";

/** What the core answered instead of a result. `status` 0: it did not answer. */
export class ApiError extends Error {
  readonly status: number;
  readonly title: string;
  readonly requestId: string;
  readonly retryAfter: number | null;

  constructor(status: number, problem: Partial<Problem>, retryAfter: number | null = null) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.title = problem.title ?? "";
    this.requestId = problem.request_id ?? "";
    this.retryAfter = retryAfter;
  }
}

export function errorOf(response: Response, body: unknown): ApiError {
  const problem = typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
  const wait = Number(response.headers.get("retry-after"));
  return new ApiError(response.status, problem, wait > 0 ? wait : null);
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
  if (!outcome.response.ok) throw errorOf(outcome.response, outcome.error);
  return outcome.data as T;
}
