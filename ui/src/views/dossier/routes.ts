import { lazy } from "react";
import type { AreaRoute } from "#/app/places";

/** Places of this area. */
export const dossierRoutes: readonly AreaRoute[] = [
  { path: "/dossiers", page: lazy(() => import("./DossiersPage")) },
  { path: "/dossiers/$id", page: lazy(() => import("./DossierPage")) },
  { path: "/dossiers/$id/$part", page: lazy(() => import("./DossierPage")) },
];
