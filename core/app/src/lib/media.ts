import { useCallback, useSyncExternalStore } from "react";

/** Whether the page is at least so wide; follows it. */
export function useAtLeast(pixels: number): boolean {
  const query = `(min-width: ${pixels}px)`;
  const subscribe = useCallback((listener: () => void) => {
    const media = globalThis.matchMedia(query);
    media.addEventListener("change", listener);
    return () => media.removeEventListener("change", listener);
  }, [query]);
  return useSyncExternalStore(subscribe, () => globalThis.matchMedia(query).matches);
}
