import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Places of this area. */
export const dossierRoutes: readonly AreaRoute[] = [
  { path: "/dossiers", page: lazyRouteComponent(() => import("./DossiersPage")) },
  // One place with or without a part: going from the dossier to a part of it keeps what is on the screen.
  { path: "/dossiers/$id/{-$part}", page: lazyRouteComponent(() => import("./DossierPage")) },
];
