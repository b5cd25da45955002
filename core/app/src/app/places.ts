import {
  Activity, Ban, BellRing, Box, BrainCircuit, ChartLine, Database, FileWarning, Gauge, Globe, House, ListChecks, type LucideIcon, Lock, Network, ScrollText, Search, Send, Server, Settings, ShieldCheck, Users, UserSearch, Waypoints,
} from "lucide-react";

import { may, type SessionState } from "@/api/session";
import type { Permission } from "@/api/types";

/** The places that exist, in the groups of the rail. `code` is the key after G; `bar`: it has room on a phone's bar. */
export interface Place {
  to: `/${Place["name"]}`;
  name:
    | "overview" | "anomalies" | "sources" | "requests" | "metrics" | "alarms" | "logs" | "notifications"
    | "decisions" | "rules" | "allowlist"
    | "nodes" | "services" | "domains" | "certificates" | "pages" | "containers" | "autoscaling"
    | "models" | "datasets"
    | "users" | "audit" | "settings";
  group: "observe" | "protect" | "fleet" | "lab" | "admin";
  icon: LucideIcon;
  code: string;
  bar: boolean;
  /** What it shows does not depend on the time range. */
  timeless?: true;
  /** Who may nothing there does not see it. */
  needs?: Permission;
}

export const PLACES: readonly Place[] = [
  { to: "/overview", name: "overview", group: "observe", icon: House, code: "KeyO", bar: true },
  { to: "/anomalies", name: "anomalies", group: "observe", icon: Activity, code: "KeyA", bar: true },
  { to: "/sources", name: "sources", group: "observe", icon: Network, code: "KeyI", bar: false },
  { to: "/requests", name: "requests", group: "observe", icon: Search, code: "KeyQ", bar: false },
  { to: "/metrics", name: "metrics", group: "observe", icon: ChartLine, code: "KeyX", bar: false },
  { to: "/alarms", name: "alarms", group: "observe", icon: BellRing, code: "KeyM", bar: false },
  { to: "/logs", name: "logs", group: "observe", icon: ScrollText, code: "KeyL", bar: false },
  { to: "/notifications", name: "notifications", group: "observe", icon: Send, code: "KeyT", bar: false, timeless: true },
  { to: "/decisions", name: "decisions", group: "protect", icon: Ban, code: "KeyD", bar: true },
  { to: "/rules", name: "rules", group: "protect", icon: ListChecks, code: "KeyP", bar: false, timeless: true },
  { to: "/allowlist", name: "allowlist", group: "protect", icon: ShieldCheck, code: "KeyY", bar: false, timeless: true },
  { to: "/nodes", name: "nodes", group: "fleet", icon: Server, code: "KeyN", bar: true },
  { to: "/services", name: "services", group: "fleet", icon: Waypoints, code: "KeyS", bar: false },
  { to: "/domains", name: "domains", group: "fleet", icon: Globe, code: "KeyH", bar: false },
  { to: "/certificates", name: "certificates", group: "fleet", icon: Lock, code: "KeyK", bar: false, timeless: true },
  { to: "/pages", name: "pages", group: "fleet", icon: FileWarning, code: "KeyE", bar: false, timeless: true },
  { to: "/containers", name: "containers", group: "fleet", icon: Box, code: "KeyC", bar: false },
  { to: "/autoscaling", name: "autoscaling", group: "fleet", icon: Gauge, code: "KeyR", bar: false },
  { to: "/models", name: "models", group: "lab", icon: BrainCircuit, code: "KeyB", bar: false, timeless: true },
  { to: "/datasets", name: "datasets", group: "lab", icon: Database, code: "KeyF", bar: false },
  { to: "/users", name: "users", group: "admin", icon: Users, code: "KeyU", bar: false, timeless: true, needs: "manage" },
  { to: "/audit", name: "audit", group: "admin", icon: UserSearch, code: "KeyW", bar: false, needs: "manage" },
  { to: "/settings", name: "settings", group: "admin", icon: Settings, code: "Comma", bar: false, timeless: true },
];
export const GROUPS = ["observe", "protect", "fleet", "lab", "admin"] as const;

/** The places of who is signed in. */
export const placesOf = (state: SessionState): readonly Place[] => PLACES.filter(({ needs }) => !needs || may(state, needs));

/** The key after G, as it is printed. */
export const letterOf = ({ code }: Place): string => (code === "Comma" ? "," : code.slice(3));

/** Whether what a page shows depends on the time range. */
export const isTimed = (path: string): boolean => !placeAt(path)?.timeless && !path.endsWith("/profile");

/** The place that a page belongs to: `/nodes/7` to nodes. */
export const placeAt = (path: string): Place | undefined => PLACES.find(({ to }) => path.endsWith(to) || path.includes(`${to}/`));
