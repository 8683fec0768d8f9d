import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Cài đặt, Trợ giúp, and what belongs to them. */
export const settingsRoutes: readonly AreaRoute[] = [
  { path: "/settings", page: lazyRouteComponent(() => import("./SettingsPage")) },
  { path: "/recovery-code", page: lazyRouteComponent(() => import("#/views/start/RecoveryCodePage")) },
  { path: "/help", page: lazyRouteComponent(() => import("./HelpPage")) },
  { path: "/help/guide", page: lazyRouteComponent(() => import("./GuidePage")) },
  { path: "/help/guide/$chapter", page: lazyRouteComponent(() => import("./GuidePage")) },
  { path: "/about", page: lazyRouteComponent(() => import("./AboutPage")) },
];
