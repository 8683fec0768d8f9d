import { lazy } from "react";
import type { AreaRoute } from "#/app/places";

/** Tìm thủ tục and the procedure's page. */
export const searchRoutes: readonly AreaRoute[] = [
  { path: "/search", page: lazy(() => import("./SearchPage")) },
  { path: "/procedures/$code", page: lazy(() => import("./ProcedurePage")) },
];
