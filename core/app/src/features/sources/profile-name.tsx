import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";

import { nameQuery } from "./requests";
import { useText } from "./text/use";

/** How an address is called by its owner, who may have written anything; and whether the name leads back to it. */
export function NameOfAddress({ source }: { source: string }) {
  const { t } = useText();
  const w = t.profile.name;
  const { data, isError } = useQuery(nameQuery(source));
  if (!data && !isError) return <span className="text-fg3">{w.asking}</span>;
  if (!data) return <span className="text-fg3">{w.states.unanswered}</span>;
  if (data.state !== "named") return <span className="text-fg3">{w.states[data.state]}</span>;
  return (
    <ul>
      {data.names.map(({ name, confirmed }) => (
        <li key={name} className="min-w-0">
          <bdi className="mono text-xs break-all">{name}</bdi>{" "}
          <span className={confirmed ? "inline-flex items-center gap-1 text-xs text-okink" : "text-xs text-fg3"}>{confirmed && <ShieldCheck size={12} aria-hidden="true" />}{confirmed ? w.confirmed : w.claimed}</span>
        </li>
      ))}
    </ul>
  );
}
