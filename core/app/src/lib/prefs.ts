import { createStore } from "./store";

export type Theme = "dark" | "light";
export type Lang = "en" | "ru";

/** What a person chose on this device. `zone` is `browser`, `UTC` or an IANA name. */
export interface Prefs {
  theme: Theme;
  lang: Lang;
  zone: string;
  shortcuts: boolean;
}

const KEY = "dozor.prefs"; // also read by the inline script of index.html, before the first paint

export const prefs = createStore<Prefs>(stored());

function stored(): Prefs {
  const root = document.documentElement;
  let saved: Partial<Prefs> = {};
  try {
    saved = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Prefs>;
  } catch {
    saved = {}; // private mode or damaged: the defaults do
  }
  return {
    theme: root.dataset["theme"] === "light" ? "light" : "dark",
    lang: root.lang === "ru" ? "ru" : "en",
    zone: typeof saved.zone === "string" ? saved.zone : "browser",
    shortcuts: saved.shortcuts !== false,
  };
}

export function setPrefs(change: Partial<Prefs>): void {
  const next = { ...prefs.get(), ...change };
  prefs.set(next);
  document.documentElement.dataset["theme"] = next.theme;
  document.documentElement.lang = next.lang;
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    return; // the choice then lives as long as the page
  }
}

export const toggleTheme = (): void => setPrefs({ theme: prefs.get().theme === "dark" ? "light" : "dark" });
