import { useEffect, useRef } from "react";

import { Button } from "../button";
import { useText } from "./text/use";

/** Asks for further rows when their end comes near, or on a press. */
export default function More({ load, busy }: { load: () => void; busy: boolean }) {
  const { t } = useText();
  const end = useRef<HTMLDivElement>(null);
  const near = useRef(load);
  useEffect(() => {
    near.current = busy ? () => {} : load;
  });
  useEffect(() => {
    const element = end.current;
    if (!element) return undefined;
    const watcher = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && near.current(), { rootMargin: "400px" });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return <div ref={end} className="grid justify-items-center border-t border-line p-3"><Button onClick={load} disabled={busy}>{t.table.more}</Button></div>;
}
