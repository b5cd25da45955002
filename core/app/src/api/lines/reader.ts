import { ApiError } from "@/api/problem";
import { addressOf, type Asked } from "@/api/address";
import { readLines } from "@/api/stream";
import type { LogAnswer, LogLine, Skipped } from "@/api/types";
import { nowSeconds, steadySeconds } from "@/lib/clock";
import { instantText } from "@/lib/instant";
import { pauseSeconds } from "@/lib/poll";

import type { Coming } from "./buffer";

/** How the stream is. `ended`: everything that was asked for is there. */
export type Phase = "opening" | "open" | "lost" | "ended" | "refused";

export interface State {
  phase: Phase;
  /** Why it is lost or refused. */
  error: unknown;
}

interface Reader {
  onRows: (rows: Coming[]) => void;
  onState: (state: State) => void;
}

/** As many lines are asked for when it goes on after a break. */
const AFTER_BREAK = 2000;
const REMEMBERED = 4000;
const LASTING_SECONDS = 30;
const QUIET_MILLISECONDS = 1000;

/** Reads lines until told to stop; of a followed stream that breaks off, goes on from the last line, with a mark. */
export class LogReader {
  private readonly stopping = new AbortController();
  private newestAt = 0;
  private brokenAt = 0;
  private failures = 0;
  private seen = new Set<string>();
  private readonly missing = new Set<string>();

  /** `path` is where they are read: `logs` or `requests`. */
  constructor(private readonly path: string, private readonly asked: Asked, private readonly reader: Reader) {
    void this.run();
  }

  stop(): void {
    this.stopping.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const began = steadySeconds();
      const error = await this.read().catch((failed: unknown) => failed);
      if (signal.aborted) return;
      const phase = this.phaseAfter(error);
      this.reader.onState({ phase, error: error ?? null });
      if (phase !== "lost") return;
      this.brokenAt ||= nowSeconds();
      this.failures = steadySeconds() - began > LASTING_SECONDS ? 1 : this.failures + 1;
      await waited(pauseSeconds(1, this.failures) * 1000, signal);
    }
  }

  private phaseAfter(error: unknown): Phase {
    if (error === undefined) return this.asked["follow"] ? "lost" : "ended";
    return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429 ? "refused" : "lost";
  }

  private async read(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = () => this.reader.onState({ phase: "open", error: null });
    if (!this.brokenAt) this.reader.onState({ phase: "opening", error: null });
    const further = this.brokenAt && this.newestAt ? { since: instantText(this.newestAt), tail: AFTER_BREAK } : {};
    try {
      await readLines<LogAnswer>(
        addressOf(this.path, { ...this.asked, ...further }),
        { signal: this.stopping.signal },
        (answers) => {
          const rows = this.taken(answers);
          if (rows.some((row) => row.type === "line")) open();
          if (rows.length > 0) this.reader.onRows(rows);
        },
        // What says nothing for a while is open and quiet.
        () => {
          timer = setTimeout(open, QUIET_MILLISECONDS);
        },
      );
    } finally {
      clearTimeout(timer);
    }
  }

  private taken(answers: readonly LogAnswer[]): Coming[] {
    return answers.flatMap((answer): Coming[] => {
      if (answer.type === "line") return this.isNew(answer) ? [...this.gap(), answer] : [];
      const skipped = answer.type === "end" ? { type: "skipped" as const, source: "", lines: 0, why: answer.error, code: "" as const, args: {} } : answer;
      return skipped.why && this.isNews(skipped) ? [skipped] : [];
    });
  }

  /** The mark before the first line after a break. */
  private gap(): Coming[] {
    const from = this.brokenAt;
    this.brokenAt = 0;
    this.failures = 0;
    this.missing.clear();
    return from ? [{ type: "gap", from, to: nowSeconds() }] : [];
  }

  /** What keeps a stream from coming back is told once. */
  private isNews({ source, why }: Skipped): boolean {
    const name = `${source} ${why}`;
    if (this.brokenAt && this.missing.has(name)) return false;
    this.missing.add(name);
    return true;
  }

  /** After a break some lines come twice. */
  private isNew({ source, id, at }: LogLine): boolean {
    const name = `${source} ${id}`;
    if (this.seen.has(name)) return false;
    if (this.seen.size > REMEMBERED) this.seen = new Set([...this.seen].slice(-AFTER_BREAK));
    this.seen.add(name);
    this.newestAt = Math.max(this.newestAt, at);
    return true;
  }
}

function waited(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
