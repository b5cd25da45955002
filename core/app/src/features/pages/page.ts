import type { GalleryPage, PagesSpec } from "@/api/types";

import type { Form, Language } from "./requests";

export type Page = GalleryPage["page"];

/** What there is a page for, by whose doing it is shown. */
export const GROUPS = {
  server: ["502", "503", "504", "500"],
  dozor: ["banned", "limited", "maintenance", "waking"],
  client: ["404", "403", "401", "429", "400", "405", "408", "410", "413", "414"],
} as const satisfies Record<string, readonly Page[]>;
export const PAGES: readonly Page[] = Object.values(GROUPS).flat();
export const isPage = (text: string | undefined): text is Page => PAGES.some((page) => page === text);

export const DEFAULT_SET = "default";
/** A set of which nothing is left to be guessed. */
export type WholeSet = Required<PagesSpec>;
export const EMPTY_SET: WholeSet = { kind: "pages", description: "", contact: "", variables: {}, templates: {}, intercept: [] };

/** By which templates a page is looked for in a set, the most special first: as the core does. */
export function templatesOf(page: Page, language: Language, form: Form): string[] {
  const keys = /^\d/.test(page) ? [page, `${page.charAt(0)}xx`] : [page];
  return keys.flatMap((key) => [`${key}.${language}.${form}`, `${key}.${form}`, ...(form === "html" ? [`${key}.${language}`, key] : [])]);
}

/** The template of a set by which a page is made, if it has one. */
export const templateOf = ({ templates = {} }: PagesSpec, page: Page, language: Language, form: Form): string | null =>
  templatesOf(page, language, form).find((name) => name in templates) ?? null;

/** What a new template is called: of one language, or of all. */
export const newTemplate = (page: Page, language: Language | null, form: Form): string =>
  [page, language, form === "json" && "json"].filter(Boolean).join(".");

/** `name = value`, a line each, as variables; a line that is none is returned as it stands. */
export function variablesOf(text: string): Record<string, string> | string {
  const found: Record<string, string> = {};
  for (const line of text.split("\n").map((each) => each.trim()).filter(Boolean)) {
    const match = /^([a-z][a-z0-9_]{0,40})\s*=\s*(.*)$/.exec(line);
    if (!match?.[1]) return line;
    found[match[1]] = match[2] ?? "";
  }
  return found;
}
export const variablesText = (variables: Record<string, string>): string => Object.entries(variables).map(([name, value]) => `${name} = ${value}`).join("\n");
