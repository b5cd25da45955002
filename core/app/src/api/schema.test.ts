import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, it } from "vitest";

it("the types are those of docs/openapi.json", () => {
  const made = join(mkdtempSync(join(tmpdir(), "schema-")), "schema.ts");
  execFileSync("node_modules/.bin/openapi-typescript", ["../../docs/openapi.json", "-o", made]);
  expect(readFileSync("src/api/schema.ts", "utf8")).toBe(readFileSync(made, "utf8"));
}, 60_000);
