import { lazy } from "react";
import type { AreaRoute } from "#/app/places";

/** Places of this area. */
export const paymentsRoutes: readonly AreaRoute[] = [
  { path: "/profile/transactions", page: lazy(() => import("./TransactionsPage")) },
  { path: "/profile/transactions/$obligation", page: lazy(() => import("./PayPage")) },
];
