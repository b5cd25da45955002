import { useState } from "react";

/** Whether something is so, or was since this was first shown. */
export function useEver(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return now || ever;
}
