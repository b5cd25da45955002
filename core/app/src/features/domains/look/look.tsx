import { Traffic } from "@/components/traffic/traffic";

import type { Domain } from "../use-domains";
import { Locations } from "./locations";
import { NamesPanel } from "./names";
import { RoutePanel } from "./route";
import { Safety } from "./safety";
import { TryIt } from "./try-it";

/** How a domain is. */
export function Look({ domain }: { domain: Domain }) {
  return (
    <>
      <RoutePanel domain={domain} />
      <Traffic service={domain.spec.service} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 lg:grid-cols-2">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3"><Safety domain={domain} /><Locations spec={domain.spec} /></div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3"><TryIt domain={domain} /><NamesPanel domain={domain} /></div>
      </div>
    </>
  );
}
