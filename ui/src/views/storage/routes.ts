import { lazyRouteComponent } from "@tanstack/react-router";
import type { AreaRoute } from "#/app/places";

/** Lưu trữ và sao lưu, Khóa kho hồ sơ: places under Cài đặt. */
export const storageRoutes: readonly AreaRoute[] = [
  { path: "/settings/storage", page: lazyRouteComponent(() => import("./StoragePage")) },
  { path: "/settings/keys", page: lazyRouteComponent(() => import("./KeysPage")) },
];
