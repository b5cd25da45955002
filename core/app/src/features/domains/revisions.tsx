import { useState } from "react";

import { Revisions } from "./revision-list";
import { useText } from "./text/use";

const STEP = 50;

/** Every state that was ever saved: who made it, what changed, and the way back. */
export default function AllRevisions() {
  const { t } = useText();
  const [limit, setLimit] = useState(STEP);
  return <section aria-label={t.domains.parts.history} className="panel overflow-x-auto"><Revisions limit={limit} onMore={() => setLimit(limit + STEP)} /></section>;
}
