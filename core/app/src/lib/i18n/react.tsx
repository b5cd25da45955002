import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

import { type Formats, makeFormats } from "../format";
import { type Lang, prefs } from "../prefs";
import { useStore } from "../store";
import { en, type Msg } from "./en";

interface Language {
  t: Msg;
  f: Formats;
  lang: Lang;
}

const Context = createContext<Language>({ t: en, f: makeFormats("en", "UTC", en), lang: "en" });

/** The dictionary (`t`) and the formats (`f`) of the chosen language and zone. */
export const useText = (): Language => useContext(Context);

const loaded = new Map<Lang, Msg>([["en", en]]);

/** Loads a language once; Russian is a chunk of its own. */
export async function loadMessages(lang: Lang): Promise<Msg> {
  if (lang === "ru" && !loaded.has("ru")) loaded.set("ru", (await import("./ru")).ru);
  return loaded.get(lang) ?? en;
}

export function TextProvider({ children }: { children: ReactNode }) {
  const { lang, zone } = useStore(prefs);
  const [shown, setShown] = useState<Lang>(loaded.has(lang) ? lang : "en");
  useEffect(() => {
    let current = true;
    void loadMessages(lang).then(() => current && setShown(lang));
    return () => {
      current = false;
    };
  }, [lang]);
  const value = useMemo(() => {
    const t = loaded.get(shown) ?? en;
    return { t, f: makeFormats(shown, zone, t), lang: shown };
  }, [shown, zone]);
  return <Context value={value}>{children}</Context>;
}
