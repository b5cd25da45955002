import type { LinkProps } from "@tanstack/react-router";

import type { AttentionItem, Change } from "@/api/types";

/** Where something is looked at: the exact place. */
export type Place = Pick<LinkProps, "to" | "params" | "search">;

const at = (to: string, search: Record<string, string> = {}): Place => ({ to, search }) as Place;
const page = (to: string, params: Record<string, string>): Place => ({ to, params, search: {} }) as Place;

/** Where one sees to an item. */
export function placeOfItem({ kind, subject, service, what }: AttentionItem): Place {
  switch (kind) {
    case "attack":
    case "unusual":
      return page("/incidents/$id", { id: subject });
    case "budget":
      return at("/anomalies", { service });
    case "scoring":
      return at(what === "off" ? "/services" : "/models");
    case "head":
      return at("/models");
    case "frozen":
      return at("/settings");
    case "node_down":
    case "node_late":
    case "drift":
      return page("/nodes/$id", { id: subject });
    case "certificate":
    case "renewal":
      return at("/certificates", { open: subject });
    case "not_deployed":
    case "deployment":
      return at("/domains");
    case "alarm":
      return at("/alarms", { open: subject });
    case "scaling":
      return at("/autoscaling", { service });
    case "chat":
      return at("/notifications", { section: "chats" });
    case "core":
      return at("/settings", { panel: "system" });
  }
}

/** Where a change is looked at. */
export function placeOfChange({ kind, subject, service, what }: Change): Place {
  switch (kind) {
    case "incident":
      return page("/incidents/$id", { id: subject });
    case "scaling":
      return at("/autoscaling", { service });
    case "deployment":
      return at("/domains");
    case "deed":
      return at("/audit", { action: what });
  }
}
