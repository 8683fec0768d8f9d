import { lazy } from "react";
import type { AreaRoute } from "#/app/places";

/** Places of this area. */
export const outboxRoutes: readonly AreaRoute[] = [{ path: "/outbox", page: lazy(() => import("./OutboxPage")) }];
