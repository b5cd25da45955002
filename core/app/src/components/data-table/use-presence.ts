import { useCallback, useEffect, useRef, useState } from "react";

const LETS_GO_AFTER_MS = 60_000;

/**
 * Whether somebody is at the rows. A pointer left lying on them is not: on a screen that is open all day they would stay
 * as they were, and more would come every minute.
 */
export function usePresence(): { here: boolean; seen: () => void; left: () => void } {
  const [here, setHere] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const left = useCallback(() => { clearTimeout(timer.current); setHere(false); }, []);
  const seen = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(left, LETS_GO_AFTER_MS);
    setHere(true);
  }, [left]);
  useEffect(() => left, [left]);
  return { here, seen, left };
}
