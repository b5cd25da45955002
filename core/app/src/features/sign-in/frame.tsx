import { Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";

import { Button } from "@/components/button";
import { Logo } from "@/components/logo";
import { prefs, setPrefs, toggleTheme } from "@/lib/prefs";
import { useStore } from "@/lib/store";

import { useText } from "./text/use";

/** What stands around a form before anybody is in. */
export function Frame({ lead, children }: { lead: string; children: ReactNode }) {
  const { t, lang } = useText();
  const { theme } = useStore(prefs);
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-hidden p-4">
      <Watch />
      <div className="absolute top-3 right-3 flex gap-1">
        <Button kind="ghost" className="w-9 px-0" aria-label={t.header.language} onClick={() => setPrefs({ lang: lang === "en" ? "ru" : "en" })}>{lang.toUpperCase()}</Button>
        <Button kind="ghost" size="icon" aria-label={t.header.theme} onClick={toggleTheme}>{theme === "dark" ? <Moon size={16} /> : <Sun size={16} />}</Button>
      </div>
      <section className="panel relative w-full max-w-[380px] p-7">
        <div className="mb-6 flex items-center gap-3">
          <Logo />
          <div>
            <h1 className="text-lg font-semibold tracking-[-.01em]">{t.name}</h1>
            <p className="text-xs text-fg2">{lead}</p>
          </div>
        </div>
        {children}
      </section>
    </main>
  );
}

/** A quiet line of traffic within its expected band, behind the form. */
function Watch() {
  return (
    <svg aria-hidden="true" viewBox="0 0 1440 300" preserveAspectRatio="none" className="pointer-events-none absolute inset-x-0 top-1/2 h-[300px] w-full -translate-y-1/2 opacity-60">
      <path d="M0 110C200 90 380 120 560 105S900 90 1090 108s250-8 350-4V200c-120 8-230-12-350 0s-300 14-530 2S150 208 0 196Z" fill="var(--band)" />
      <path d="M0 152c60-8 90 12 150 4s100-22 160-6 90 20 150 8 110-24 170-10 80 22 150 10 100-18 160-4 100 16 160 4 110-18 170-4 110 12 170 2" fill="none" stroke="var(--s1)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
