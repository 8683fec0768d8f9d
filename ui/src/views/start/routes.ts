import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Places before the frame: the first run. */
export const startRoutes: readonly AreaRoute[] = [{ path: "/welcome", page: lazyRouteComponent(() => import("./WelcomePage")) }];
