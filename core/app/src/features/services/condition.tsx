import type { ProxiedService } from "@/api/types";
import { StateMark } from "@/components/status";
import { answering } from "@/lib/members";

import { useText } from "./text/use";

/** How many members may answer, by shape and word. */
export function Condition({ service }: { service: ProxiedService }) {
  const { t } = useText();
  const { well, all } = answering(service);
  const unlooked = service.members.every(({ nodes }) => nodes.every(({ health }) => health === "unknown"));
  const state = well === 0 ? "down" : well < all ? "warn" : unlooked ? "new" : "ok";
  const said = all === 0 ? t.services.noMembers : unlooked && well > 0 ? t.services.unlooked(all) : t.services.well(well, all);
  return <span className="num inline-flex items-center gap-2"><StateMark state={state} />{said}</span>;
}
