import { authorised } from "./client";
import { ApiError, errorOf, inOwnWords } from "./problem";

/** The longest line that is taken; a node sends none that is longer. */
const LONGEST = 1 << 21;

/** Cuts text that comes in pieces into lines of JSON. An empty line says only that the stream is alive. */
export class LineCutter<T> {
  private rest = "";

  push(piece: string): T[] {
    const lines = (this.rest + piece).split("\n");
    this.rest = lines.pop() ?? "";
    if (this.rest.length > LONGEST) throw new ApiError(0, { title: "A line without an end" });
    return lines.filter(Boolean).map((line) => JSON.parse(line) as T);
  }
}

/** Asks for a stream of JSON lines and hands them on as they come, until it ends; throws ApiError, or AbortError. */
export async function readLines<T>(address: string, init: RequestInit, onLines: (lines: T[]) => void, onOpen?: () => void): Promise<void> {
  const response = await opened(address, init);
  onOpen?.();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  const cutter = new LineCutter<T>();
  for (;;) {
    const { done, value } = await told(reader.read(), init.signal);
    if (done) return;
    const lines = cutter.push(value);
    if (lines.length > 0) onLines(lines);
  }
}

/** The answer to a request that succeeded, its body not yet read. */
export async function opened(address: string, init: RequestInit): Promise<Response> {
  const response = await told(authorised(new Request(new URL(address, window.location.href), init)), init.signal);
  if (!response.ok) throw await inOwnWords(errorOf(response, await response.json().catch(() => ({}))));
  return response;
}

/** A connection that breaks is told as any other answer that did not come. */
async function told<R>(coming: Promise<R>, signal?: AbortSignal | null): Promise<R> {
  try {
    return await coming;
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted) throw error;
    throw new ApiError(0, {});
  }
}
