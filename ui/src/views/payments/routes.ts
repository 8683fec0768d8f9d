import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Places of this area. */
export const paymentsRoutes: readonly AreaRoute[] = [
  { path: "/profile/transactions", page: lazyRouteComponent(() => import("./TransactionsPage")) },
  { path: "/profile/transactions/$obligation", page: lazyRouteComponent(() => import("./PayPage")) },
];
