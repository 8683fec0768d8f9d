import { useMemo, useState } from "react";
import { useAllCommunes, useCommunes, useProvinces, type Place } from "#/backend";
import { ComboBox, type ComboItem } from "#/design/ComboBox";
import { m } from "#/messages/generated/messages.js";
import { usePart, useChoice, useValue } from "./answers";
import type { Asked } from "./fields";
import { Cell } from "./Grid";

const asItems = (places: readonly Place[] | undefined): ComboItem[] => (places ?? []).map((place) => ({ id: place.code, name: place.name }));

/** A province and one of its communes, as two answers of an address. */
export function PlaceAnswer({ prefix, required }: { prefix: string; required?: boolean }) {
  const edition = usePart().dossier.places_edition;
  const province = useChoice(`${prefix}.province`);
  const commune = useChoice(`${prefix}.commune`);
  const provinces = useProvinces(edition);
  const chosen = province.text || null;
  const communes = useCommunes(edition, chosen);
  const provinceItems = useMemo(() => asItems(provinces.data), [provinces.data]);
  const communeItems = useMemo(() => asItems(communes.data), [communes.data]);
  return (
    <>
      <Cell columns={4}>
        <ComboBox
          id={province.id}
          label={m.dossier_province()}
          required={required}
          items={provinceItems}
          value={chosen}
          error={province.error}
          disabled={province.disabled}
          loading={provinces.isPending ? m.dossier_places_loading() : undefined}
          onChange={(code) => province.decide(code, code === chosen ? {} : { [`${prefix}.commune`]: null })}
        />
      </Cell>
      <Cell columns={4}>
        <ComboBox
          id={commune.id}
          label={m.dossier_commune()}
          required={required}
          items={communeItems}
          value={commune.text || null}
          error={commune.error}
          disabled={commune.disabled || chosen === null}
          placeholder={chosen === null ? m.dossier_commune_after_province() : undefined}
          loading={chosen !== null && communes.isPending ? m.dossier_places_loading() : undefined}
          onChange={(code) => commune.decide(code)}
        />
      </Cell>
    </>
  );
}

/**
 * One commune among all of the edition (ten thousand before July 2025), as one answer. The list is fetched when
 * somebody comes to the field or its name must be shown; it is handed to the combo box only while somebody is there.
 */
export function CommuneAnswer({ path, columns, ...rest }: Asked & { columns: number }) {
  const edition = usePart().dossier.places_edition;
  const { text, id, error, disabled, decide } = useChoice(path);
  const [here, setHere] = useState(false);
  const all = useAllCommunes(edition, here || text !== "");
  const home = useHome(edition, here);
  const chosen = all.data?.find((place) => place.code === text);
  const items = useMemo(() => (here ? nearFirst(asItems(all.data), home) : chosen ? asItems([chosen]) : []), [here, all.data, chosen, home]);
  return (
    <Cell columns={columns} onFocus={() => setHere(true)} onBlur={(event) => setHere(event.currentTarget.contains(event.relatedTarget))}>
      <ComboBox
        {...rest}
        id={id}
        items={items}
        value={text || null}
        error={error}
        disabled={disabled}
        placeholder={m.dossier_commune_find()}
        loading={(here || text !== "") && all.isPending ? m.dossier_places_loading() : undefined}
        onChange={(code) => decide(code)}
      />
    </Cell>
  );
}

/** The province of the applicant's address by name: what is asked for is mostly there. */
function useHome(edition: string, wanted: boolean): string | null {
  const code = useValue("applicant.address.province");
  const provinces = useProvinces(edition);
  return wanted && code !== null ? (provinces.data?.find((place) => place.code === code)?.name ?? null) : null;
}

function nearFirst(items: readonly ComboItem[], province: string | null): readonly ComboItem[] {
  if (province === null) return items;
  const near = items.filter((item) => item.name.endsWith(province));
  return near.length === 0 ? items : [...near, ...items.filter((item) => !item.name.endsWith(province))];
}
