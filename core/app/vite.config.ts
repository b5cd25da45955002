import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react-swc";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "./", // relative, so that one build serves under any path
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What several screens share comes as one file: fifty small ones compress worse and are asked for one by one.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "shared", test: /[\\/]src[\\/](?:lib|components|api)[\\/](?!i18n[\\/]ru)|lucide-react/, minShareCount: 2 }] } } },
  },
  server: { proxy: { "/api": { target: process.env["DOZOR_CORE_URL"] ?? "http://127.0.0.1:8080" } } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
  },
});
