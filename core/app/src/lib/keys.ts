import { useEffect, useRef } from "react";

import { prefs } from "./prefs";

/** Handlers by `event.code`, so that they work on every keyboard layout. One that answers false leaves the key to others. */
export type Keys = Record<string, (event: KeyboardEvent) => unknown>;

const CHORD_MILLISECONDS = 1500;

function atRest(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !prefs.get().shortcuts) return false;
  const target = event.target;
  const typing = target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));
  return !typing && !document.querySelector("dialog[open], [role=menu]");
}

/** Single keys for a screen; they rest while somebody types, in menus and in dialogs. `G KeyN` is a chord. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    let chordUntil = 0;
    const pressed = (event: KeyboardEvent) => {
      if (!atRest(event)) return;
      const chord = event.timeStamp < chordUntil;
      chordUntil = event.code === "KeyG" ? event.timeStamp + CHORD_MILLISECONDS : 0;
      const name = `${chord ? "G " : ""}${event.shiftKey ? "Shift " : ""}${event.code}`;
      const handler = current.current[name] ?? (event.key === "?" ? current.current["?"] : undefined);
      if (handler && handler(event) !== false) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
