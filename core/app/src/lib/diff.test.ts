import { expect, it } from "vitest";

import { diffLines, pairs, sizeOf } from "./diff";

const DIFF = `--- a/sites/shop.conf
+++ b/sites/shop.conf
@@ -1,3 +1,4 @@
 server {
-    listen 80;
+    listen 81;
+    gzip on;
 }
@@ -9 +10 @@
--- not a file's name
+x`;

it("reads lines with their numbers, and what stands apart", () => {
  const lines = diffLines(DIFF);
  expect(lines.map(({ kind, before, after }) => [kind, before, after])).toEqual([
    ["same", 1, 1], ["gone", 2, null], ["new", null, 2], ["new", null, 3], ["same", 3, 4], ["apart", null, null], ["gone", 9, null], ["new", null, 10],
  ]);
  expect(lines[6]?.text).toBe("-- not a file's name");
  expect(sizeOf(lines)).toEqual({ added: 3, removed: 2 });
});

it("sets what went beside what came in its place", () => {
  const texts = pairs(diffLines(DIFF)).map(({ left, right }) => [left?.text, right?.text]);
  expect(texts.slice(0, 4)).toEqual([["server {", "server {"], ["    listen 80;", "    listen 81;"], [undefined, "    gzip on;"], ["}", "}"]]);
});
