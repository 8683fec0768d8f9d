import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { FieldError, Label, Text } from "react-aria-components";
import { m } from "#/messages/generated/messages.js";
import { classes } from "./classes";
import styles from "./field.module.css";

/** What every field takes. */
export interface FieldProps {
  label: string;
  /** How to fill it in; stays visible. */
  hint?: ReactNode;
  /** What is wrong and what to do; `undefined` when nothing is. */
  error?: string | null;
  /** Must be filled in. */
  required?: boolean;
  /** Says "(không bắt buộc)" behind the label. */
  optional?: boolean;
  /** How much room the answer needs. */
  width?: "short" | "medium" | "long" | "full";
  id?: string;
  name?: string;
  className?: string;
}

export function FieldLabel({ label, required, optional }: Pick<FieldProps, "label" | "required" | "optional">) {
  return (
    <Label className={styles.label}>
      {label}
      {required ? (
        <span className={styles.required} aria-hidden="true">
          {" *"}
        </span>
      ) : null}
      {optional ? <span className={styles.optional}> {m.design_optional()}</span> : null}
    </Label>
  );
}

export function FieldHint({ hint }: Pick<FieldProps, "hint">) {
  return hint ? (
    <Text slot="description" className={styles.hint}>
      {hint}
    </Text>
  ) : null;
}

/** What is wrong, from `useSteady`, together with the field's state: words that come after it would not be linked to the field. */
export function FieldMessage({ error }: Pick<FieldProps, "error">) {
  return error ? (
    <FieldError className={styles.error}>
      <CircleAlert aria-hidden="true" />
      <span>
        <span className="visually-hidden">{m.design_error_prefix()} </span>
        {error}
      </span>
    </FieldError>
  ) : null;
}

export function fieldClass({ error, width = "full", className }: Pick<FieldProps, "error" | "width" | "className">): string {
  return classes(styles.field, styles[width], Boolean(error) && styles.invalid, className);
}
