import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Link, redirect } from "@tanstack/react-router";

import { place } from "@/api/place";
import { Button } from "@/components/button";
import { useText } from "@/lib/i18n/react";
import { readSearch } from "@/lib/view";

import { Shell } from "./shell";

const root = createRootRoute({ component: Shell, validateSearch: readSearch, notFoundComponent: NotFound, errorComponent: Crashed });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: ({ search }) => {
    throw redirect({ to: "/anomalies", search, replace: true });
  },
});
const anomalies = createRoute({ getParentRoute: () => root, path: "/anomalies", component: lazyRouteComponent(() => import("@/features/anomalies/screen")) });
const decisions = createRoute({ getParentRoute: () => root, path: "/decisions", component: lazyRouteComponent(() => import("@/features/decisions/screen")) });
const incident = createRoute({ getParentRoute: () => root, path: "/incidents/$id", component: lazyRouteComponent(() => import("@/features/incident/screen")) });
const nodes = createRoute({ getParentRoute: () => root, path: "/nodes", component: lazyRouteComponent(() => import("@/features/nodes/screen")) });
const services = createRoute({ getParentRoute: () => root, path: "/services", component: lazyRouteComponent(() => import("@/features/services/screen")) });

export const router = createRouter({
  routeTree: root.addChildren([home, anomalies, incident, decisions, nodes, services]),
  basepath: place || "/",
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

function NotFound() {
  const { t } = useText();
  return (
    <div className="grid justify-items-center gap-3 py-24">
      <p className="text-lg font-semibold">{t.state.notFound}</p>
      <Link to="/anomalies" className="text-accent underline">{t.state.toAnomalies}</Link>
    </div>
  );
}

function Crashed({ error }: { error: unknown }) {
  const { t } = useText();
  return (
    <div role="alert" className="grid justify-items-center gap-2 px-4 py-24 text-center">
      <p className="text-lg font-semibold">{t.state.crashed}</p>
      <p className="text-fg2">{t.state.crashedLead}</p>
      <p className="mono max-w-full break-words text-fg3">{error instanceof Error ? error.message : String(error)}</p>
      <Button onClick={() => window.location.reload()}>{t.state.reload}</Button>
    </div>
  );
}
