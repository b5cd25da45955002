import { Activity, Ban, type LucideIcon, Server, Waypoints } from "lucide-react";

/** The places that exist, in the groups of the rail. `code` is the key after G. */
export interface Place {
  to: "/anomalies" | "/decisions" | "/nodes" | "/services";
  name: "anomalies" | "decisions" | "nodes" | "services";
  group: "observe" | "protect" | "fleet";
  icon: LucideIcon;
  code: string;
}

export const PLACES: readonly Place[] = [
  { to: "/anomalies", name: "anomalies", group: "observe", icon: Activity, code: "KeyA" },
  { to: "/decisions", name: "decisions", group: "protect", icon: Ban, code: "KeyD" },
  { to: "/nodes", name: "nodes", group: "fleet", icon: Server, code: "KeyN" },
  { to: "/services", name: "services", group: "fleet", icon: Waypoints, code: "KeyS" },
];
export const GROUPS = ["observe", "protect", "fleet"] as const;
