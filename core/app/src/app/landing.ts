import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { may, session } from "@/api/session";
import type { Role } from "@/api/types";

import type { Place } from "./places";

/** Where each one's work begins. */
const LANDINGS: Record<Role, Place["to"]> = { admin: "/overview", viewer: "/overview", analyst: "/anomalies", operator: "/nodes", data_scientist: "/models" };

/** Where "/" and the logo lead: to one's own work; who may set an empty system up, to where that begins. */
export async function landing(): Promise<Place["to"]> {
  const state = session.get();
  const to = LANDINGS[state.me?.role ?? "viewer"];
  return to !== "/overview" && may(state, "operate") && (await isEmpty()) ? "/overview" : to;
}

async function isEmpty(): Promise<boolean> {
  try {
    return (await unwrap(api.GET("/api/v1/nodes"))).length === 0;
  } catch {
    return false; // the screen itself says what is wrong
  }
}
