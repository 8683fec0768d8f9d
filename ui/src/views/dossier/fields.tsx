import { Checkbox, RadioGroup, type Option } from "#/design/Choice";
import type { FieldProps } from "#/design/FieldParts";
import { DateField, NumberField } from "#/design/ParsedField";
import { Select } from "#/design/Select";
import { TextArea, TextField, type TextFieldProps } from "#/design/TextField";
import { m } from "#/messages/generated/messages.js";
import { useChoice, useTyped } from "./answers";

export type Asked = Pick<FieldProps, "label" | "hint" | "required" | "optional" | "width"> & { path: string };

/** What the desk keeps of a line at most, in characters; what the rules allow is said by the check, not cut off. */
const LONGEST_LINE = 500;

/** A line of text, saved while it is typed. */
export function TextAnswer({ path, maxLength = LONGEST_LINE, ...rest }: Asked & Pick<TextFieldProps, "type" | "inputMode" | "maxLength" | "unit">) {
  const { turn, first, id, error, disabled, typing, leave } = useTyped(path);
  return <TextField {...rest} maxLength={maxLength} key={turn} id={id} defaultValue={first === null ? "" : String(first)} error={error} disabled={disabled} onValue={typing} onLeave={leave} />;
}

/** Several lines of text. */
export function AreaAnswer({ path, ...rest }: Asked & { rows?: number; maxLength?: number }) {
  const { turn, first, id, error, disabled, typing, leave } = useTyped(path);
  return <TextArea {...rest} key={turn} id={id} defaultValue={first === null ? "" : String(first)} error={error} disabled={disabled} onValue={typing} onLeave={leave} />;
}

/** A number; what cannot be read as one is kept as typed. */
export function NumberAnswer({ path, ...rest }: Asked & { unit?: string; whole?: boolean }) {
  const { turn, first, id, error, disabled, typing, leave } = useTyped(path);
  return <NumberField {...rest} width="full" key={turn} id={id} defaultValue={typeof first === "boolean" ? null : first} error={error} disabled={disabled} onValue={typing} onLeave={leave} />;
}

/** A date. */
export function DateAnswer({ path, hint, ...rest }: Asked) {
  const { turn, first, id, error, disabled, typing, leave } = useTyped(path);
  return (
    <DateField
      {...rest}
      width="full"
      key={turn}
      id={id}
      hint={hint ?? m.dossier_date_hint()}
      defaultValue={first === null ? "" : String(first)}
      error={error}
      disabled={disabled}
      onValue={typing}
      onLeave={leave}
    />
  );
}

/** One of a few, all visible. `absent` is what no answer means; `also`: other answers that a choice settles. */
export function RadioAnswer({ path, options, absent, also, ...rest }: Asked & { options: readonly Option[]; absent?: string; also?: Readonly<Record<string, null>> }) {
  const { text, id, error, disabled, decide } = useChoice(path);
  return <RadioGroup {...rest} inline id={id} options={options} value={text || absent || null} error={error} disabled={disabled} onChange={(value) => decide(value, also)} />;
}

/** One of some, in a list. */
export function SelectAnswer({ path, options, placeholder, ...rest }: Asked & { options: readonly Option[]; placeholder?: string }) {
  const { text, id, error, disabled, decide } = useChoice(path);
  return <Select {...rest} id={id} options={options} value={text || null} placeholder={placeholder ?? m.dossier_choose()} error={error} disabled={disabled} onChange={(value) => decide(value)} />;
}

/** A tick. `absent` is what no answer means. */
export function TickAnswer({ path, label, hint, required, absent = false }: Asked & { absent?: boolean }) {
  const { value, id, error, disabled, decide } = useChoice(path);
  return (
    <Checkbox id={id} hint={hint} error={error} required={required} selected={typeof value === "boolean" ? value : absent} disabled={disabled} onChange={(selected) => decide(selected)}>
      {label}
    </Checkbox>
  );
}
