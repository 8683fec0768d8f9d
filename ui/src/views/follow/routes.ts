import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Places of this area. */
export const followRoutes: readonly AreaRoute[] = [
  { path: "/dossiers/$id/timeline", page: lazyRouteComponent(() => import("./TimelinePage")) },
  { path: "/lookup", page: lazyRouteComponent(() => import("./LookupPage")) },
];
