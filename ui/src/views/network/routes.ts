import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Mạng: a place under Cài đặt. */
export const networkRoutes: readonly AreaRoute[] = [{ path: "/settings/network", page: lazyRouteComponent(() => import("./NetworkPage")) }];
