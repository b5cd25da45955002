import { X } from "lucide-react";
import type { ReactNode } from "react";

import { Button } from "../button";
import { useText } from "./text/use";

/** What can be done to the rows picked; in sight as long as the table is. */
export default function BatchBar({ count, onClear, children }: { count: number; onClear: () => void; children: ReactNode }) {
  const { t } = useText();
  return (
    <div className="sticky bottom-[calc(12px+var(--floor,0px))] z-5 mx-auto my-3 flex w-fit max-w-[calc(100%-24px)] flex-wrap items-center gap-2 max-md:bottom-[calc(76px+var(--floor,0px))] pop py-2 pr-2 pl-4">
      <b className="num mr-2 font-semibold" role="status">{t.table.selected(count)}</b>
      {children}
      <Button kind="ghost" size="icon" aria-label={t.table.clearSelection} title={t.table.clearSelection} onClick={onClear}><X size={16} /></Button>
    </div>
  );
}
