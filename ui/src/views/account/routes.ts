import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Accounts, sessions, and what comes with them. */
export const accountRoutes: readonly AreaRoute[] = [
  { path: "/register", page: lazyRouteComponent(() => import("./RegisterPage")) },
  { path: "/registered", page: lazyRouteComponent(() => import("./RegisteredPage")) },
  { path: "/sign-in", page: lazyRouteComponent(() => import("./SignInPage")) },
  { path: "/forgotten", page: lazyRouteComponent(() => import("./ForgottenPage")) },
  { path: "/reset", page: lazyRouteComponent(() => import("./ResetPage")) },
  { path: "/profile", page: lazyRouteComponent(() => import("./ProfilePage")) },
  { path: "/claim", page: lazyRouteComponent(() => import("./ClaimPage")) },
  { path: "/mailbox", page: lazyRouteComponent(() => import("./MailboxPage")) },
];
