import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { place } from "@/api/place";
import { readSearch } from "@/lib/view";

import { Crashed } from "./crashed";
import { landing } from "./landing";
import { Shell } from "./shell";

const root = createRootRoute({ component: Shell, validateSearch: readSearch, notFoundComponent: lazyRouteComponent(() => import("./not-found")), errorComponent: Crashed });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async ({ search }) => {
    throw redirect({ to: await landing(), search, replace: true });
  },
});
const anomalies = createRoute({ getParentRoute: () => root, path: "/anomalies", component: lazyRouteComponent(() => import("@/features/anomalies/screen")) });
const decisions = createRoute({ getParentRoute: () => root, path: "/decisions", component: lazyRouteComponent(() => import("@/features/decisions/screen")) });
const incident = createRoute({ getParentRoute: () => root, path: "/incidents/$id", component: lazyRouteComponent(() => import("@/features/incident/screen")) });
const nodes = createRoute({ getParentRoute: () => root, path: "/nodes", component: lazyRouteComponent(() => import("@/features/nodes/screen")) });
const services = createRoute({ getParentRoute: () => root, path: "/services", component: lazyRouteComponent(() => import("@/features/services/screen")) });
const containers = createRoute({ getParentRoute: () => root, path: "/containers", component: lazyRouteComponent(() => import("@/features/containers/screen")) });
const alarms = createRoute({ getParentRoute: () => root, path: "/alarms", component: lazyRouteComponent(() => import("@/features/alarms/screen")) });
const notifications = createRoute({ getParentRoute: () => root, path: "/notifications", component: lazyRouteComponent(() => import("@/features/notifications/screen")) });
const logs = createRoute({ getParentRoute: () => root, path: "/logs", component: lazyRouteComponent(() => import("@/features/logs/screen")) });
const autoscaling = createRoute({ getParentRoute: () => root, path: "/autoscaling", component: lazyRouteComponent(() => import("@/features/autoscaling/screen")) });
const users = createRoute({ getParentRoute: () => root, path: "/users", component: lazyRouteComponent(() => import("@/features/people/users")) });
const profile = createRoute({ getParentRoute: () => root, path: "/profile", component: lazyRouteComponent(() => import("@/features/people/profile")) });
const audit = createRoute({ getParentRoute: () => root, path: "/audit", component: lazyRouteComponent(() => import("@/features/audit/screen")) });
const overview = createRoute({ getParentRoute: () => root, path: "/overview", component: lazyRouteComponent(() => import("@/features/overview/screen")) });
const sources = createRoute({ getParentRoute: () => root, path: "/sources", component: lazyRouteComponent(() => import("@/features/sources/screen")) });
const requests = createRoute({ getParentRoute: () => root, path: "/requests", component: lazyRouteComponent(() => import("@/features/requests/screen")) });
const metrics = createRoute({ getParentRoute: () => root, path: "/metrics", component: lazyRouteComponent(() => import("@/features/metrics/screen")) });
const rules = createRoute({ getParentRoute: () => root, path: "/rules", component: lazyRouteComponent(() => import("@/features/rules/screen")) });
const allowlist = createRoute({ getParentRoute: () => root, path: "/allowlist", component: lazyRouteComponent(() => import("@/features/allowlist/screen")) });
const domains = createRoute({ getParentRoute: () => root, path: "/domains", component: lazyRouteComponent(() => import("@/features/domains/screen")) });
const certificates = createRoute({ getParentRoute: () => root, path: "/certificates", component: lazyRouteComponent(() => import("@/features/certificates/screen")) });
const pages = createRoute({ getParentRoute: () => root, path: "/pages", component: lazyRouteComponent(() => import("@/features/pages/screen")) });
const models = createRoute({ getParentRoute: () => root, path: "/models", component: lazyRouteComponent(() => import("@/features/models/screen")) });
const datasets = createRoute({ getParentRoute: () => root, path: "/datasets", component: lazyRouteComponent(() => import("@/features/datasets/screen")) });
const settings = createRoute({ getParentRoute: () => root, path: "/settings", component: lazyRouteComponent(() => import("@/features/settings/screen")) });
// Of one thing each; the gallery of the kit is for whoever works on it, and no menu leads there.
const source = createRoute({ getParentRoute: () => root, path: "/sources/$source", component: lazyRouteComponent(() => import("@/features/sources/profile")) });
const node = createRoute({ getParentRoute: () => root, path: "/nodes/$id", component: lazyRouteComponent(() => import("@/features/nodes/node")) });
const domain = createRoute({ getParentRoute: () => root, path: "/domains/$name", component: lazyRouteComponent(() => import("@/features/domains/domain")) });
const service = createRoute({ getParentRoute: () => root, path: "/services/$name", component: lazyRouteComponent(() => import("@/features/services/service")) });
const model = createRoute({ getParentRoute: () => root, path: "/models/$id", component: lazyRouteComponent(() => import("@/features/models/model")) });
const kit = createRoute({ getParentRoute: () => root, path: "/kit", component: lazyRouteComponent(() => import("@/features/kit/screen")) });

export const router = createRouter({
  routeTree: root.addChildren([home, anomalies, incident, decisions, nodes, services, containers, alarms, notifications, logs, autoscaling, users, profile, audit, overview, sources, requests, metrics, rules, allowlist, domains, certificates, pages, models, datasets, settings, source, node, domain, service, model, kit]),
  basepath: place || "/",
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
