import { useNavigate } from "@tanstack/react-router";
import { Keyboard, Languages, LogOut, Moon, Sun, ToggleLeft, ToggleRight, User } from "lucide-react";

import { session, signOut } from "@/api/session";
import { Menu, type MenuItem } from "@/components/menu";
import { useText } from "@/lib/i18n/react";
import { prefs, setPrefs, toggleTheme } from "@/lib/prefs";
import { useStore } from "@/lib/store";

export const toggleLang = (): void => setPrefs({ lang: prefs.get().lang === "en" ? "ru" : "en" });

export function useProfileItems(onKeys: () => void): MenuItem[] {
  const { t } = useText();
  const navigate = useNavigate();
  const { theme, shortcuts } = useStore(prefs);
  return [
    { label: t.header.profile, icon: <User size={15} />, onSelect: () => void navigate({ to: "/profile" }) },
    { label: theme === "dark" ? t.profile.light : t.profile.dark, icon: theme === "dark" ? <Sun size={15} /> : <Moon size={15} />, onSelect: toggleTheme },
    { label: t.palette.language, icon: <Languages size={15} />, onSelect: toggleLang },
    { label: t.profile.keys, icon: <Keyboard size={15} />, hint: "?", onSelect: onKeys },
    { label: t.profile.shortcutsOn, checked: shortcuts, icon: shortcuts ? <ToggleRight size={15} /> : <ToggleLeft size={15} />, onSelect: () => setPrefs({ shortcuts: !shortcuts }) },
    { label: t.profile.signOut, icon: <LogOut size={15} />, apart: true, onSelect: () => void signOut() },
  ];
}

export function Profile({ onKeys }: { onKeys: () => void }) {
  const { t } = useText();
  const { me } = useStore(session);
  const items = useProfileItems(onKeys);
  if (!me) return null;
  return (
    <Menu
      items={items}
      heading={<><b className="block font-semibold text-fg">{me.login}</b>{t.role[me.role]}</>}
      button={
        <button type="button" aria-label={`${me.login.slice(0, 2)}: ${t.header.profile}`} title={me.login} className="grid size-8 shrink-0 place-items-center rounded-full bg-accentsoft text-xs font-semibold uppercase">
          {me.login.slice(0, 2)}
        </button>
      }
    />
  );
}
