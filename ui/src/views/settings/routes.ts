import { lazy } from "react";
import type { AreaRoute } from "#/app/places";

/** Cài đặt, Trợ giúp, and what belongs to them. */
export const settingsRoutes: readonly AreaRoute[] = [
  { path: "/settings", page: lazy(() => import("./SettingsPage")) },
  { path: "/recovery-code", page: lazy(() => import("#/views/start/RecoveryCodePage")) },
  { path: "/help", page: lazy(() => import("./HelpPage")) },
  { path: "/help/guide", page: lazy(() => import("./GuidePage")) },
  { path: "/help/guide/$chapter", page: lazy(() => import("./GuidePage")) },
  { path: "/about", page: lazy(() => import("./AboutPage")) },
];
