import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Tìm thủ tục and the procedure's page. */
export const searchRoutes: readonly AreaRoute[] = [
  { path: "/search", page: lazyRouteComponent(() => import("./SearchPage")) },
  { path: "/procedures/$code", page: lazyRouteComponent(() => import("./ProcedurePage")) },
];
