import { readFileSync } from "node:fs";

interface Api {
  components: { schemas: Record<string, { properties: { code: { "x-english": Record<string, string> } } }> };
}

/** What the core says in English by each code of one of its models, as its description of the API tells. */
export function englishOf<C extends string>(model: string): [C, string][] {
  const { components } = JSON.parse(readFileSync("../../docs/openapi.json", "utf8")) as Api;
  return Object.entries(components.schemas[model]?.properties.code["x-english"] ?? {}) as [C, string][];
}

/** The names of the arguments in a text, in order. */
export const argumentsIn = (text: string): string[] => [...text.matchAll(/\{(\w+)(?:![rs])?\}/g)].map(([, name = ""]) => name).toSorted();
