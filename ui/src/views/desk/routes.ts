import type { AreaRoute } from "#/app/places";

export const deskRoutes: readonly AreaRoute[] = [];
