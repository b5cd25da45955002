import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react-swc";
import { defineConfig } from "vitest/config";

// Words of languages are fetched by who reads them.
const SHARED = /[\\/]src[\\/](?:lib|components|api)[\\/](?!i18n[\\/](?:ru|refused))/;
// An icon is smaller than what it costs to ask for it.
const ICONS = /lucide-react/;
const QUERIES = /[\\/]react-query[\\/]/;

const NAMED_ICONS = /import\s*\{([^}]*)\}\s*from\s*["']lucide-react["']/;
const ICON_FILE = /lucide-react.*[\\/]icons[\\/]([\w-]+)\.m?js$/;

interface Graph {
  getModuleInfo(id: string): { importers: readonly string[]; code: string | null } | null;
}

const iconsOf = new Map<string, readonly string[]>();

/** The icons that a file names, as their files are called but for the hyphens. */
function namedIn(file: string, graph: Graph): readonly string[] {
  const known = iconsOf.get(file) ?? NAMED_ICONS.exec(graph.getModuleInfo(file)?.code ?? "")?.[1]?.toLowerCase().split(/\W+/) ?? [];
  iconsOf.set(file, known);
  return known;
}

/** Who imports a module; of an icon, who names it: they all come through one list, which would need them all. */
function importersOf(id: string, graph: Graph): readonly string[] {
  const icon = ICON_FILE.exec(id)?.[1]?.replaceAll("-", "");
  const importers = graph.getModuleInfo(id)?.importers ?? [];
  if (icon === undefined) return importers;
  const users = importers.flatMap((list) => graph.getModuleInfo(list)?.importers ?? []);
  const naming = users.filter((file) => namedIn(file, graph).includes(icon));
  return naming.length > 0 ? naming : users; // Some go by an older name.
}

/** Whether a module is fetched with another one, however many imports lie between; imports that wait do not count. */
function isNeededBy(root: RegExp, id: string, graph: Graph): boolean {
  const seen = new Set([id]);
  for (const each of seen) {
    if (root.test(each)) return true;
    for (const importer of importersOf(each, graph)) seen.add(importer);
  }
  return false;
}

export default defineConfig({
  base: "./", // relative, so that one build serves under any path
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file of what is needed before any screen, one each of what Anomalies and the Overview share with others, and
    // one of what only others share: fifty small ones compress worse and are asked for one by one.
    rolldownOptions: { output: { codeSplitting: { groups: [
      { test: /[\\/]src[\\/]/, name: (id, graph) => (isNeededBy(/[\\/]src[\\/]main\.tsx$/, id, graph) ? "first" : null) },
      { test: new RegExp(`${SHARED.source}|${ICONS.source}`), minShareCount: 2, name: (id, graph) => (isNeededBy(/anomalies[\\/]screen\.tsx$/, id, graph) ? "home" : null) },
      { test: new RegExp(`${SHARED.source}|${QUERIES.source}|${ICONS.source}`), minShareCount: 2, name: (id, graph) => (isNeededBy(/overview[\\/]screen\.tsx$/, id, graph) ? "front" : "shared") },
    ] } } },
  },
  server: { proxy: { "/api": { target: process.env["DOZOR_CORE_URL"] ?? "http://127.0.0.1:8080" } } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
  },
});
