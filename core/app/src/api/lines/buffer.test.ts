import { expect, it } from "vitest";

import type { LogLine } from "@/api/types";

import { LogBuffer, type Row } from "./buffer";

const line = (id: string): LogLine => ({ type: "line", id, at: 0, source: "n/container:c", text: id, stream: "stdout", level: "", fields: {}, matched: true, cut_bytes: 0 });
const ids = (rows: readonly Row[]) => rows.map((row) => (row.kind === "line" ? row.line.id : row.kind));

it("keeps the newest lines and counts what went", () => {
  const buffer = new LogBuffer(3);
  buffer.push(["a", "b"].map(line));
  buffer.push(["c", "d"].map(line));
  expect([ids(buffer.rows), buffer.dropped]).toEqual([["b", "c", "d"], 1]);
});

it("what comes while it is held waits, bounded, and comes in when it is let go", () => {
  const buffer = new LogBuffer(3);
  buffer.push([line("a")]);
  buffer.hold();
  buffer.push(["b", "c", "d", "e"].map(line));
  expect([ids(buffer.rows), ids(buffer.held), buffer.missed]).toEqual([["a"], ["c", "d", "e"], 1]);
  buffer.release();
  expect([ids(buffer.rows), buffer.held.length, buffer.isHeld]).toEqual([["c", "d", "e"], 0, false]);
});

it("what is missing has a row of its own", () => {
  const buffer = new LogBuffer(9);
  buffer.push([line("a"), { type: "skipped", source: "n/", lines: 4, why: "slow", code: "", args: {} }, { type: "gap", from: 1, to: 2 }]);
  expect(ids(buffer.rows)).toEqual(["a", "skipped", "gap"]);
});
