import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";

import { Toaster } from "@/components/toaster";
import { nowSeconds } from "@/lib/clock";
import { useText } from "@/lib/i18n/react";
import { useKeys } from "@/lib/keys";
import { question } from "@/lib/question";
import { shifted, zoomed } from "@/lib/range";
import { useStore } from "@/lib/store";
import { undoLast } from "@/lib/toasts";
import { useRange, useSetRange } from "@/lib/view";

import { BottomBar } from "./bottom-bar";
import { Early, early } from "./early";
import { FreshnessBar } from "./freshness-bar";
import { Header, useLiveToggle } from "./header";
import { PLACES } from "./places";
import { SnapshotPoller } from "./poller";
import { carried, Rail } from "./rail";

const Palette = lazy(() => import("./palette"));
const KeySheet = lazy(() => import("./key-sheet"));
const Confirm = lazy(() => import("@/components/confirm"));

export function Shell() {
  const { t } = useText();
  const [over, setOver] = useState<"palette" | "keys" | null>(null);
  const close = () => setOver(null);
  const openPalette = () => {
    early.typed = "";
    setOver("palette");
  };
  const asked = useStore(question);
  const main = useRouterState({ select: (state) => state.location.pathname.endsWith("/anomalies") });
  useShellKeys(() => setOver("keys"));
  usePaletteKey(openPalette);
  return (
    <>
      <a href="#content" className="pop fixed top-2 left-2 z-60 -translate-y-20 px-3 py-2 focus:translate-y-0">{t.nav.skip}</a>
      <SnapshotPoller seconds={main ? 1 : 5} />
      <Rail />
      <div className="flex min-h-dvh flex-col md:pl-14 lg:pl-[212px] print:pl-0">
        <Header onPalette={openPalette} onKeys={() => setOver("keys")} />
        <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[1760px] min-w-0 flex-1 p-3 pb-24 outline-none md:p-4 md:pb-10">
          <FreshnessBar />
          <Outlet />
        </main>
      </div>
      <BottomBar onKeys={() => setOver("keys")} />
      <Toaster />
      <Suspense fallback={<Early />}>
        {over === "palette" && <Palette onClose={close} onKeys={() => setOver("keys")} />}
        {over === "keys" && <KeySheet onClose={close} />}
        {asked && <Confirm {...asked} onClose={() => question.set(null)} />}
      </Suspense>
    </>
  );
}

function useShellKeys(onHelp: () => void): void {
  const navigate = useNavigate();
  const range = useRange();
  const setRange = useSetRange();
  const toggleLive = useLiveToggle();
  const go = Object.fromEntries(PLACES.map((place) => [`G ${place.code}`, () => void navigate({ to: place.to, search: carried as never })]));
  useKeys({
    ...go,
    "?": onHelp,
    "Shift Slash": onHelp,
    KeyZ: undoLast,
    KeyL: toggleLive,
    BracketLeft: () => setRange(shifted(range, -1, nowSeconds())),
    BracketRight: () => setRange(shifted(range, 1, nowSeconds())),
    Minus: () => setRange(zoomed(range, true, nowSeconds())),
    Equal: () => setRange(zoomed(range, false, nowSeconds())),
  });
}

/** Ctrl/⌘+K works everywhere, in fields too. */
function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) open();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
}
