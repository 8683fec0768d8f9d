import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Places of this area. */
export const dossierRoutes: readonly AreaRoute[] = [
  { path: "/dossiers", page: lazyRouteComponent(() => import("./DossiersPage")) },
  { path: "/dossiers/$id", page: lazyRouteComponent(() => import("./DossierPage")) },
  { path: "/dossiers/$id/$part", page: lazyRouteComponent(() => import("./DossierPage")) },
];
