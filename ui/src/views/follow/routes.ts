import { lazy } from "react";
import type { AreaRoute } from "#/app/places";

/** Places of this area. */
export const followRoutes: readonly AreaRoute[] = [
  { path: "/dossiers/$id/timeline", page: lazy(() => import("./TimelinePage")) },
  { path: "/lookup", page: lazy(() => import("./LookupPage")) },
];
