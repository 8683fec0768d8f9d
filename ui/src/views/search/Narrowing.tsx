import { memo } from "react";
import type { FacetCount, SearchPage } from "#/backend";
import { Select } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatCount } from "#/text/format";
import { agencyTree } from "./agencyTree";
import type { Asked } from "./asked";
import styles from "./SearchPage.module.css";

export interface NarrowingProps extends Omit<Asked, "text"> {
  /** Every choice by name. */
  all: SearchPage | undefined;
  /** The choices that leave rows, with how many. */
  now: SearchPage | undefined;
  onChange: (part: Partial<Asked>) => void;
}

/** What narrows the rows, each choice with how many it leaves. Drawn anew when the counts change, not at each key. */
export const Narrowing = memo(function Narrowing({ agency, sector, level, audience, fee, list, all, now, onChange: change }: NarrowingProps) {
  return (
    <div className={styles.facets}>
      <Select
        id="search-agency"
        label={m.search_agency()}
        value={agency ?? ""}
        onChange={(id) => change({ agency: id || null })}
        options={[{ value: "", label: m.search_agency_all() }, ...agencyTree(choices(all?.agencies, now?.agencies, agency ?? null)).map(({ facet, depth }) => ({ value: facet.id, label: facet.name, count: formatCount(facet.count), depth }))]}
      />
      <Select
        id="search-sector"
        label={m.search_sector()}
        value={sector ?? ""}
        onChange={(id) => change({ sector: id || null })}
        options={[{ value: "", label: m.search_sector_all() }, ...options(all?.sectors, now?.sectors, sector ?? null)]}
      />
      <Select
        id="search-level"
        label={m.search_level()}
        value={level == null ? "" : String(level)}
        onChange={(id) => change({ level: id === "" ? null : Number(id) })}
        options={[{ value: "", label: m.search_level_all() }, ...options(all?.levels, now?.levels, level == null ? null : String(level))]}
      />
      <Select
        id="search-audience"
        label={m.search_audience()}
        value={audience ?? ""}
        onChange={(id) => change({ audience: (id || null) as Asked["audience"] })}
        options={[{ value: "", label: m.search_audience_all() }, ...options(all?.audiences, now?.audiences, audience ?? null)]}
      />
      <Select
        id="search-fee"
        label={m.search_fee()}
        value={fee ?? ""}
        onChange={(id) => change({ fee: (id || null) as Asked["fee"] })}
        options={[{ value: "", label: m.search_fee_all() }, ...options(all?.fees, now?.fees, fee ?? null)]}
      />
      <Select
        id="search-list"
        label={m.search_list()}
        value={list ?? ""}
        onChange={(id) => change({ list: (id || null) as Asked["list"] })}
        options={[{ value: "", label: m.search_list_all() }, ...options(all?.lists, now?.lists, list ?? null)]}
      />
    </div>
  );
});

/** The choices that leave rows, and the chosen one even when it leaves none (its name is among all). */
function choices(all: readonly FacetCount[] | undefined, now: readonly FacetCount[] | undefined, chosen: string | null): readonly FacetCount[] {
  if (!now || chosen === null || now.some((facet) => facet.id === chosen)) return now ?? [];
  const known = all?.find((facet) => facet.id === chosen);
  return [...now, { id: chosen, name: known?.name ?? chosen, parent: known?.parent ?? null, count: 0 }];
}

/** The choices with their counts. */
const options = (all: readonly FacetCount[] | undefined, now: readonly FacetCount[] | undefined, chosen: string | null) => choices(all, now, chosen).map((facet) => ({ value: facet.id, label: facet.name, count: formatCount(facet.count) }));
