/** A line of a unified diff: what it is, and its number before and after. */
export interface DiffLine {
  kind: "same" | "gone" | "new" | "apart";
  text: string;
  before: number | null;
  after: number | null;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** Reads a unified diff; `apart` stands between pieces that are not next to each other. The files' names are left out. */
export function diffLines(diff: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 0;
  let after = 0;
  let begun = false;
  for (const raw of diff.split("\n")) {
    const hunk = HUNK.exec(raw);
    if (hunk) {
      begun = true;
      [before, after] = [Number(hunk[1]), Number(hunk[2])];
      if (lines.length > 0) lines.push({ kind: "apart", text: "", before: null, after: null });
    } else if (!begun) continue;
    else if (raw.startsWith("+")) lines.push({ kind: "new", text: raw.slice(1), before: null, after: after++ });
    else if (raw.startsWith("-")) lines.push({ kind: "gone", text: raw.slice(1), before: before++, after: null });
    else if (raw.startsWith(" ")) lines.push({ kind: "same", text: raw.slice(1), before: before++, after: after++ });
  }
  return lines;
}

export interface DiffPair {
  left: DiffLine | null;
  right: DiffLine | null;
}

/** The same side by side: what went stands beside what came in its place. */
export function pairs(lines: readonly DiffLine[]): DiffPair[] {
  const paired: DiffPair[] = [];
  let gone: DiffLine[] = [];
  let came: DiffLine[] = [];
  const settle = () => {
    for (let i = 0; i < Math.max(gone.length, came.length); i += 1) paired.push({ left: gone[i] ?? null, right: came[i] ?? null });
    [gone, came] = [[], []];
  };
  for (const line of lines) {
    if (line.kind === "gone") gone.push(line);
    else if (line.kind === "new") came.push(line);
    else {
      settle();
      paired.push({ left: line, right: line });
    }
  }
  settle();
  return paired;
}

/** How many lines came and went. */
export const sizeOf = (lines: readonly DiffLine[]): { added: number; removed: number } => ({
  added: lines.filter(({ kind }) => kind === "new").length,
  removed: lines.filter(({ kind }) => kind === "gone").length,
});
