import type { FacetCount } from "#/backend";

/** Agencies in the order of their tree, each with how deep it stands. */
export function agencyTree(facets: readonly FacetCount[]): { facet: FacetCount; depth: number }[] {
  const known = new Set(facets.map((facet) => facet.id));
  const under = new Map<string | null, FacetCount[]>();
  for (const facet of facets) {
    // Its parent may have no rows of its own and be missing from the list.
    const parent = facet.parent && known.has(facet.parent) ? facet.parent : null;
    under.set(parent, [...(under.get(parent) ?? []), facet]);
  }
  const walk = (parent: string | null, depth: number): { facet: FacetCount; depth: number }[] =>
    (under.get(parent) ?? []).flatMap((facet) => [{ facet, depth }, ...walk(facet.id, depth + 1)]);
  return walk(null, 0);
}
