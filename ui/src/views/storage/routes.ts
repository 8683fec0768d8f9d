import { lazy } from "react";
import type { AreaRoute } from "#/app/places";

/** Lưu trữ và sao lưu, Khóa kho hồ sơ: places under Cài đặt. */
export const storageRoutes: readonly AreaRoute[] = [
  { path: "/settings/storage", page: lazy(() => import("./StoragePage")) },
  { path: "/settings/keys", page: lazy(() => import("./KeysPage")) },
];
