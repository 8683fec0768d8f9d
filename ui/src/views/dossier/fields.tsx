import { useCommunes, useProvinces } from "#/backend";
import { Checkbox, RadioGroup, type Option } from "#/design/Choice";
import { ComboBox } from "#/design/ComboBox";
import type { FieldProps } from "#/design/FieldParts";
import { DateField, NumberField } from "#/design/ParsedField";
import { Select } from "#/design/Select";
import { TextArea, TextField, type TextFieldProps } from "#/design/TextField";
import { m } from "#/messages/generated/messages.js";
import { useAnswer, usePart } from "./answers";

import styles from "./dossier.module.css";

type Asked = Pick<FieldProps, "label" | "hint" | "required" | "optional" | "width"> & { path: string };

/** A line of text, saved while it is typed. */
export function TextAnswer({ path, ...rest }: Asked & Pick<TextFieldProps, "type" | "inputMode" | "maxLength" | "unit">) {
  const answer = useAnswer(path);
  return (
    <TextField {...rest} id={answer.id} defaultValue={answer.text} error={answer.error} disabled={answer.disabled} onValue={answer.typing} onLeave={answer.decide} />
  );
}

/** Several lines of text. */
export function AreaAnswer({ path, ...rest }: Asked & { rows?: number; maxLength?: number }) {
  const answer = useAnswer(path);
  return <TextArea {...rest} id={answer.id} defaultValue={answer.text} error={answer.error} disabled={answer.disabled} onValue={answer.typing} onLeave={answer.decide} />;
}

/** A number; what cannot be read as one is kept as typed. */
export function NumberAnswer({ path, ...rest }: Asked & { unit?: string; whole?: boolean }) {
  const answer = useAnswer(path);
  const first = typeof answer.value === "boolean" ? null : answer.value;
  return <NumberField {...rest} id={answer.id} defaultValue={first} error={answer.error} disabled={answer.disabled} onValue={answer.typing} onLeave={answer.decide} />;
}

/** A date. */
export function DateAnswer({ path, ...rest }: Asked) {
  const answer = useAnswer(path);
  return <DateField {...rest} id={answer.id} defaultValue={answer.text} error={answer.error} disabled={answer.disabled} onValue={answer.typing} onLeave={answer.decide} />;
}

/** One of a few, all visible. */
export function RadioAnswer({ path, options, ...rest }: Asked & { options: readonly Option[] }) {
  const answer = useAnswer(path);
  return <RadioGroup {...rest} inline id={answer.id} options={options} defaultValue={answer.text || null} error={answer.error} disabled={answer.disabled} onChange={answer.decide} />;
}

/** One of some, in a list. */
export function SelectAnswer({ path, options, ...rest }: Asked & { options: readonly Option[] }) {
  const answer = useAnswer(path);
  return (
    <Select {...rest} id={answer.id} options={options} defaultValue={answer.text || null} placeholder={m.dossier_choose()} error={answer.error} disabled={answer.disabled} onChange={answer.decide} />
  );
}

/** A tick. `absent` is what no answer means. */
export function TickAnswer({ path, label, hint, absent = false }: Asked & { absent?: boolean }) {
  const answer = useAnswer(path);
  const selected = typeof answer.value === "boolean" ? answer.value : absent;
  return (
    <Checkbox id={answer.id} hint={hint} error={answer.error} selected={selected} disabled={answer.disabled} onChange={answer.decide}>
      {label}
    </Checkbox>
  );
}

/** A commune of the dossier's edition, province first. */
export function PlaceAnswer({ prefix, required, provinceOnly = false }: { prefix: string; required?: boolean; provinceOnly?: boolean }) {
  const { dossier, autosave } = usePart();
  const province = useAnswer(`${prefix}.province`);
  const commune = useAnswer(`${prefix}.commune`);
  const provinces = useProvinces(dossier.places_edition);
  const chosen = province.text || null;
  const communes = useCommunes(dossier.places_edition, chosen);
  return (
    <div className={styles.pair}>
      <ComboBox
        id={province.id}
        label={m.dossier_province()}
        required={required}
        items={(provinces.data ?? []).map((place) => ({ id: place.code, name: place.name }))}
        value={chosen}
        error={province.error}
        disabled={province.disabled}
        loading={provinces.isPending ? m.dossier_places_loading() : undefined}
        onChange={(code) => {
          province.decide(code);
          if (code !== chosen) autosave.commit(`${prefix}.commune`, null);
        }}
      />
      {provinceOnly ? null : (
        <ComboBox
          id={commune.id}
          label={m.dossier_commune()}
          required={required}
          items={(communes.data ?? []).map((place) => ({ id: place.code, name: place.name }))}
          value={commune.text || null}
          error={commune.error}
          disabled={commune.disabled || chosen === null}
          hint={chosen === null ? m.dossier_commune_after_province() : undefined}
          loading={chosen !== null && communes.isPending ? m.dossier_places_loading() : undefined}
          onChange={commune.decide}
        />
      )}
    </div>
  );
}
