import { lazy } from "react";
import type { AreaRoute } from "#/app/places";

/** Accounts, sessions, and what comes with them. */
export const accountRoutes: readonly AreaRoute[] = [
  { path: "/register", page: lazy(() => import("./RegisterPage")) },
  { path: "/registered", page: lazy(() => import("./RegisteredPage")) },
  { path: "/sign-in", page: lazy(() => import("./SignInPage")) },
  { path: "/forgotten", page: lazy(() => import("./ForgottenPage")) },
  { path: "/reset", page: lazy(() => import("./ResetPage")) },
  { path: "/profile", page: lazy(() => import("./ProfilePage")) },
  { path: "/claim", page: lazy(() => import("./ClaimPage")) },
  { path: "/mailbox", page: lazy(() => import("./MailboxPage")) },
];
