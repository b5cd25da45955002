import type { LogLine, Skipped } from "@/api/types";

/** What stands in the list: a line, or a mark where lines are missing. */
export type Row =
  | { key: number; kind: "line"; line: LogLine }
  | { key: number; kind: "skipped"; skipped: Skipped }
  | { key: number; kind: "gap"; from: number; to: number };

export type Coming = LogLine | Skipped | { type: "gap"; from: number; to: number };

/**
 * The newest rows, and no more than `capacity`. While it is held, what comes waits, so that what is read stays where it
 * is; of what waits, too, the oldest goes first, and is counted.
 */
export class LogBuffer {
  rows: Row[] = [];
  held: Row[] = [];
  /** Lines that were there and are no more, to make room. */
  dropped = 0;
  /** Of those, what went while it was held: a gap in what will be shown. */
  missed = 0;
  private holding = false;
  private last = 0;

  constructor(readonly capacity: number) {}

  push(coming: readonly Coming[]): void {
    const made = coming.map((each) => this.row(each));
    if (this.holding) {
      this.held = this.cut(this.held, made, true);
      return;
    }
    this.rows = this.cut(this.rows, made, false);
  }

  hold(): void {
    this.holding = true;
  }

  /** Lets in what waited. */
  release(): void {
    this.holding = false;
    const { held } = this;
    this.held = [];
    this.missed = 0;
    this.rows = this.cut(this.rows, held, false);
  }

  get isHeld(): boolean {
    return this.holding;
  }

  private cut(before: Row[], more: Row[], waiting: boolean): Row[] {
    const all = before.concat(more);
    const over = Math.max(0, all.length - this.capacity);
    this.dropped += over;
    if (waiting) this.missed += over;
    return over > 0 ? all.slice(over) : all;
  }

  private row(coming: Coming): Row {
    this.last += 1;
    const key = this.last;
    if (coming.type === "line") return { key, kind: "line", line: coming };
    return coming.type === "skipped" ? { key, kind: "skipped", skipped: coming } : { key, kind: "gap", from: coming.from, to: coming.to };
  }
}
