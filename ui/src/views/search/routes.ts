import type { AreaRoute } from "#/app/places";

export const searchRoutes: readonly AreaRoute[] = [];
