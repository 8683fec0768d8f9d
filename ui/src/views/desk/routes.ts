import { lazy } from "react";
import type { AreaRoute } from "#/app/places";

/** Bàn làm việc. */
export const deskRoutes: readonly AreaRoute[] = [{ path: "/", page: lazy(() => import("./DeskPage")) }];
