import { useRef, useState, type Ref } from "react";
import { m } from "#/messages/generated/messages.js";
import { formatDate, formatNumber, parseDate, parseNumber } from "#/text/format";
import type { FieldProps } from "./FieldParts";
import { TextField } from "./TextField";

interface Parsed<T> extends FieldProps {
  disabled?: boolean;
  readOnly?: boolean;
  ref?: Ref<HTMLInputElement>;
  /**
   * The value after each change: understood, `null` when empty, or the text as typed when it cannot be
   * understood, so that nothing typed is lost. The field itself says that it was not understood.
   */
  onValue?: (value: T) => void;
  onLeave?: (value: T) => void;
}

export interface NumberFieldProps extends Parsed<number | string | null> {
  defaultValue?: number | string | null;
  /** Whole numbers only. */
  whole?: boolean;
  unit?: string;
}

/** A number, typed as text the Vietnamese way: `1.234,5`. */
export function NumberField({ defaultValue, whole = false, onValue, onLeave, error, ...rest }: NumberFieldProps) {
  const read = (text: string): number | string | null => {
    if (text.trim() === "") return null;
    const value = parseNumber(text);
    return value === null || (whole && !Number.isInteger(value)) ? text : value;
  };
  const first = typeof defaultValue === "number" ? formatNumber(defaultValue) : (defaultValue ?? "");
  const { strange, onText, onLeft } = useStrange(read, onValue, onLeave);
  return (
    <TextField
      {...rest}
      inputMode={whole ? "numeric" : "decimal"}
      width={rest.width ?? "medium"}
      defaultValue={first}
      error={strange ? (whole ? m.design_not_whole() : m.design_not_number()) : error}
      onValue={onText}
      onLeave={onLeft}
    />
  );
}

export interface DateFieldProps extends Parsed<string | null> {
  /** ISO date, or text as it was typed. */
  defaultValue?: string | null;
}

/** A date typed as text: `05/09/2025`, `5-9-2025` or `05092025`; told as an ISO date. */
export function DateField({ defaultValue, onValue, onLeave, error, hint, ...rest }: DateFieldProps) {
  const read = (text: string): string | null => (text.trim() === "" ? null : (parseDate(text) ?? text));
  const understood = (value: string | null) => value === null || /^\d{4}-\d{2}-\d{2}$/.test(value);
  const own = useRef<HTMLInputElement>(null);
  const { strange, onText, onLeft } = useStrange(read, onValue, onLeave, understood);
  return (
    <TextField
      {...rest}
      ref={rest.ref ?? own}
      inputMode="numeric"
      width={rest.width ?? "medium"}
      hint={hint ?? m.design_date_hint()}
      defaultValue={defaultValue ? (/^\d{4}-\d{2}-\d{2}$/.test(defaultValue) ? formatDate(defaultValue) : defaultValue) : ""}
      error={strange ? m.design_not_date() : error}
      onValue={onText}
      onLeave={(text) => {
        onLeft(text);
        const iso = parseDate(text);
        // The field has been left: nobody is composing in it, and it may be written as it will be read.
        if (iso && own.current) own.current.value = formatDate(iso);
      }}
    />
  );
}

/** Reads text into a value, and remembers whether what was left behind could not be understood. */
function useStrange<T>(
  read: (text: string) => T,
  onValue?: (value: T) => void,
  onLeave?: (value: T) => void,
  understood: (value: T) => boolean = (value) => typeof value !== "string",
) {
  const [strange, setStrange] = useState(false);
  return {
    strange,
    onText: (text: string) => {
      const value = read(text);
      if (strange && understood(value)) setStrange(false);
      onValue?.(value);
    },
    onLeft: (text: string) => {
      const value = read(text);
      setStrange(!understood(value));
      onLeave?.(value);
    },
  };
}
