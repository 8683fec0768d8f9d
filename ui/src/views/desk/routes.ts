import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Bàn làm việc. */
export const deskRoutes: readonly AreaRoute[] = [{ path: "/", page: lazyRouteComponent(() => import("./DeskPage")) }];
