import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "..");
// What each layer may use. A new folder must choose its layer.
const MAY: Record<string, readonly string[]> = {
  lib: ["lib", "api"],
  api: ["api", "lib"],
  components: ["components", "lib", "api"],
  features: ["components", "lib", "api"],
  app: ["app", "features", "components", "lib", "api"],
  testing: ["testing", "lib", "api"],
};

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

function imports(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(@\/|\.{1,2}\/)([^"]+)"/g)].map(([, start = "", rest = ""]) =>
    relative(SRC, start === "@/" ? join(SRC, rest) : resolve(dirname(file), start + rest)));
}

const parts = files(SRC).map((file) => ({ name: relative(SRC, file), uses: imports(file) }));

it("layers use only what is below them", () => {
  const wrong = parts.flatMap(({ name, uses }) => {
    const layer = name.split("/")[0] ?? "";
    if (!name.includes("/")) return [];
    const allowed = MAY[layer];
    if (!allowed) return [`${name}: no layer`];
    return uses.filter((used) => !(allowed.includes(used.split("/")[0] ?? "") || (layer === "features" && used.startsWith("features/")))).map((used) => `${name} -> ${used}`);
  });
  expect(wrong).toEqual([]);
});

it("features do not use each other", () => {
  const wrong = parts.filter(({ name }) => name.startsWith("features/")).flatMap(({ name, uses }) => {
    const own = name.split("/").slice(0, 2).join("/");
    return uses.filter((used) => used.startsWith("features/") && !used.startsWith(`${own}/`)).map((used) => `${name} -> ${used}`);
  });
  expect(wrong).toEqual([]);
});

it("only the generated schema says what the API looks like", () => {
  const wrong = parts.filter(({ name, uses }) => uses.includes("api/schema") && !name.startsWith("api/")).map(({ name }) => name);
  expect(wrong).toEqual([]);
});
