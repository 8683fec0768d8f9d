import type { AreaRoute } from "#/app/places";

export const settingsRoutes: readonly AreaRoute[] = [];
