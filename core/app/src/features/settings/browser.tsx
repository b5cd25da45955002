import { Link } from "@tanstack/react-router";

import { Segmented } from "@/components/segmented";
import { nowSeconds } from "@/lib/clock";
import { type Lang, prefs, setPrefs, type Theme } from "@/lib/prefs";
import { useStore } from "@/lib/store";
import { offsetLabel, zoneName } from "@/lib/zone";

import type { Entry } from "./entries";
import { useText } from "./text/use";

function ThemeChoice() {
  const { t } = useText();
  const { theme } = useStore(prefs);
  return <Segmented<Theme> label={t.settings.theme} value={theme} options={[{ value: "dark", label: t.settings.dark }, { value: "light", label: t.settings.light }]} onChange={(next) => setPrefs({ theme: next })} />;
}

function LangChoice() {
  const { t } = useText();
  const { lang } = useStore(prefs);
  return <Segmented<Lang> label={t.settings.language} value={lang} options={[{ value: "en", label: t.settings.english }, { value: "ru", label: t.settings.russian }]} onChange={(next) => setPrefs({ lang: next })} />;
}

const named = (name: string) => `${name.replaceAll("_", " ")}, ${offsetLabel(nowSeconds(), name)}`;

function ZoneChoice() {
  const { t } = useText();
  const { zone } = useStore(prefs);
  return (
    <select aria-label={t.settings.zone} className="field w-72! max-w-full" value={zone} onChange={(event) => setPrefs({ zone: event.target.value })}>
      <option value="browser">{t.settings.zoneBrowser(named(zoneName("browser")))}</option>
      {["UTC", ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC")].map((name) => <option key={name} value={name}>{name === zone ? named(name) : name.replaceAll("_", " ")}</option>)}
    </select>
  );
}

function KeysChoice() {
  const { t } = useText();
  const { shortcuts } = useStore(prefs);
  return <Segmented label={t.settings.keys} value={shortcuts ? "on" : "off"} options={[{ value: "on", label: t.settings.on }, { value: "off", label: t.settings.off }]} onChange={(next) => setPrefs({ shortcuts: next === "on" })} />;
}

/** What is set in this browser, for this person alone. */
export function useBrowser(): readonly Entry[] {
  const { t } = useText();
  const s = t.settings;
  return [
    { id: "theme", title: s.theme, lead: s.themeLead, body: <ThemeChoice /> },
    { id: "language", title: s.language, words: "English Русский", body: <LangChoice /> },
    { id: "zone", title: s.zone, lead: s.zoneLead, body: <ZoneChoice /> },
    { id: "keys", title: s.keys, lead: s.keysLead, body: <KeysChoice /> },
    { id: "account", title: s.account, lead: s.accountLead, body: <Link to="/profile" search={{} as never} className="ctl border border-line2 bg-panel hover:bg-hover">{t.header.profile}</Link> },
  ];
}
