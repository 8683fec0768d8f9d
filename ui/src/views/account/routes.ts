import type { AreaRoute } from "#/app/places";

export const accountRoutes: readonly AreaRoute[] = [];
