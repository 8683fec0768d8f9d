import type { AreaRoute } from "#/app/places";

export const startRoutes: readonly AreaRoute[] = [];
