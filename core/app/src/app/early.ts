import { useLayoutEffect } from "react";

/** What was typed for the palette before it was there. */
export const early = { typed: "" };

/** Stands in for what opens over the page until it is fetched: letters are meant for it, and no shortcut may take them. */
export function Early(): null {
  useLayoutEffect(() => {
    const keep = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
      early.typed += event.key;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("keydown", keep, true);
    return () => document.removeEventListener("keydown", keep, true);
  }, []);
  return null;
}
