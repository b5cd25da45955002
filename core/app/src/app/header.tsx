import { useRouterState } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Moon, Pause, Play, Search, Sun, ZoomOut } from "lucide-react";
import { useEffect } from "react";

import { Button } from "@/components/button";
import { Kbd } from "@/components/kbd";
import { nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { prefs, toggleTheme } from "@/lib/prefs";
import { bounds, shifted, zoomed } from "@/lib/range";
import { useStore } from "@/lib/store";
import { useRange, useSetRange } from "@/lib/view";

import { StaleNote, useStaleSeconds } from "./freshness-bar";
import { isTimed, placeAt } from "./places";
import { Profile, toggleLang } from "./profile";
import { RangeButton } from "./range-button";

interface Props {
  onPalette: () => void;
  onKeys: () => void;
}

export function Header({ onPalette, onKeys }: Props) {
  const { t, lang } = useText();
  const { theme } = useStore(prefs);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const place = placeAt(path);
  const title = place ? t.nav[place.name] : path.endsWith("/profile") ? t.header.profile : path.includes("/incidents/") ? t.incident.title : t.name;
  useEffect(() => void (document.title = title === t.name ? title : `${title} · ${t.name}`), [title, t.name]);
  return (
    <header className="sticky top-0 z-10 flex h-[52px] items-center gap-2 border-b border-line bg-bg px-3 md:px-4 print:hidden">
      <h1 className="cut mr-2 min-w-0 text-[15px] font-semibold md:mr-3">{title}</h1>
      <button
        type="button"
        onClick={onPalette}
        className="ctl shrink-0 border border-line2 bg-panel text-fg3 hover:text-fg2 max-md:hidden lg:w-60 lg:justify-start"
      >
        <Search size={15} aria-hidden="true" />
        <span className="cut flex-1 text-left font-normal max-lg:sr-only">{t.header.search}</span>
        <span className="flex gap-1 max-lg:hidden" aria-hidden="true"><Kbd>Ctrl</Kbd><Kbd>K</Kbd></span>
      </button>
      <span className="flex-1" />
      <StaleNote />
      {isTimed(path) && <TimeControls />}
      <i aria-hidden="true" className="mx-1 h-5 w-px bg-line2 max-md:hidden" />
      <span className="flex items-center gap-1 max-md:hidden">
        <Button kind="ghost" className="w-9 px-0" aria-label={t.header.language} title={t.palette.language} onClick={toggleLang}>{lang.toUpperCase()}</Button>
        <Button kind="ghost" size="icon" aria-label={t.header.theme} title={t.header.theme} onClick={toggleTheme}>
          {theme === "dark" ? <Moon size={16} /> : <Sun size={16} />}
        </Button>
        <Profile onKeys={onKeys} />
      </span>
    </header>
  );
}

function TimeControls() {
  const { t } = useText();
  const range = useRange();
  const setRange = useSetRange();
  const live = range.kind === "live";
  return (
    <div className="flex items-center gap-1">
      <div className="flex rounded-ctl border border-line2 bg-panel">
        <LiveButton />
        <i aria-hidden="true" className="w-px bg-line2" />
        <RangeButton />
      </div>
      <span className="flex max-lg:hidden">
        <Button kind="ghost" size="icon" aria-label={t.header.earlier} title={`${t.header.earlier}  [`} onClick={() => setRange(shifted(range, -1, nowSeconds()))}><ChevronLeft size={17} /></Button>
        <Button kind="ghost" size="icon" aria-label={t.header.later} title={`${t.header.later}  ]`} disabled={live} onClick={() => setRange(shifted(range, 1, nowSeconds()))}><ChevronRight size={17} /></Button>
        <Button kind="ghost" size="icon" aria-label={t.header.zoomOut} title={`${t.header.zoomOut}  -`} onClick={() => setRange(zoomed(range, true, nowSeconds()))}><ZoomOut size={16} /></Button>
      </span>
    </div>
  );
}

/** Pausing fixes the window that is shown now; going live keeps its width. */
export function useLiveToggle(): () => void {
  const range = useRange();
  const setRange = useSetRange();
  return () => {
    const { from, to } = bounds(range, nowSeconds());
    setRange(range.kind === "live" ? { kind: "fixed", from, to } : { kind: "live", seconds: to - from });
  };
}

function LiveButton() {
  const { t } = useText();
  const live = useRange().kind === "live";
  const stale = useStaleSeconds() > 3;
  const toggle = useLiveToggle();
  return (
    <button type="button" onClick={toggle} title={`${live ? t.header.pause : t.header.resume}  L`} aria-label={`${live ? t.header.live : t.header.paused}: ${live ? t.header.pause : t.header.resume}`} className="ctl hover:bg-hover">
      <i aria-hidden="true" className={cx("size-2 rounded-full", live ? (stale ? "bg-warn" : "beat bg-ok") : "bg-off")} />
      <span className="max-md:hidden">{live ? t.header.live : t.header.paused}</span>
      {live ? <Pause size={13} className="text-fg2" fill="currentColor" aria-hidden="true" /> : <Play size={13} className="text-fg2" fill="currentColor" aria-hidden="true" />}
    </button>
  );
}
