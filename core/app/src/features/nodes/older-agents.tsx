import { CircleArrowUp } from "lucide-react";

import type { Node } from "@/api/types";
import { Button } from "@/components/button";

import { useText } from "./text/use";

const NAMED = 8;

/** Which agents are older than the core: they go on as they did, and are upgraded on their machines. */
export function OlderAgents({ nodes, onShow }: { nodes: readonly Node[]; onShow: (version: string) => void }) {
  const { t } = useText();
  const older = nodes.filter(({ agent_is_older: is }) => is);
  const versions = [...new Set(older.map(({ agent_version: version }) => version))].toSorted();
  if (older.length === 0) return null;
  const names = older.slice(0, NAMED).map(({ name, agent_version: version }) => `${name} (${version})`).join(", ");
  return (
    <section className="panel flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3" aria-label={t.nodes.older.title(older.length)}>
      <CircleArrowUp size={16} aria-hidden="true" className="shrink-0 text-warnink" />
      <p className="num min-w-0 flex-1 basis-72 break-words"><b className="font-semibold">{t.nodes.older.title(older.length)}</b>: {names}{older.length > NAMED && "…"}. <span className="text-fg2">{t.nodes.older.lead}</span></p>
      {versions.map((version) => <Button key={version} size="small" onClick={() => onShow(version)}>{t.nodes.older.show(version)}</Button>)}
    </section>
  );
}
