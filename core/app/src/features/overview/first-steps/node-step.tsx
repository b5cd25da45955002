import { Link } from "@tanstack/react-router";
import { LoaderCircle, Plus } from "lucide-react";

import { Button } from "@/components/button";

import { useText } from "../text/use";

/** `waiting`: the node that was made and has not reported yet. */
export function NodeStep({ waiting, onAdd }: { waiting: string; onAdd: () => void }) {
  const { t } = useText();
  return (
    <>
      <p>{t.first.nodeLead}</p>
      {waiting && (
        <p role="status" className="flex flex-wrap items-center gap-2">
          <LoaderCircle size={16} className="beat text-fg3" aria-hidden="true" />{t.first.nodeWaits(waiting)}
          <Link to="/nodes" search={{} as never} className="text-accent underline">{t.first.nodeAgain}</Link>
        </p>
      )}
      <p><Button kind={waiting ? "outline" : "primary"} onClick={onAdd}><Plus size={15} aria-hidden="true" />{t.first.nodeAdd}</Button></p>
    </>
  );
}
