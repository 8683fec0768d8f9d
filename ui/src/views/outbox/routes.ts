import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Places of this area. */
export const outboxRoutes: readonly AreaRoute[] = [{ path: "/outbox", page: lazyRouteComponent(() => import("./OutboxPage")) }];
