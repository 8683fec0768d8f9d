import { Eye, EyeOff } from "lucide-react";
import { useState, type ComponentPropsWithRef, type Ref } from "react";
import { TextField as AriaTextField } from "react-aria-components";
import { m } from "#/messages/generated/messages.js";
import { IconButton } from "./Button";
import { classes } from "./classes";
import { FieldHint, FieldLabel, FieldMessage, fieldClass, type FieldProps } from "./FieldParts";
import styles from "./field.module.css";
import { useSteady } from "./steady";
import { UncontrolledArea, UncontrolledInput } from "./UncontrolledInput";

export interface TextFieldProps extends FieldProps {
  /** The first text; the field keeps its own afterwards. Give another `key` to start anew. */
  defaultValue?: string | null;
  /** The text after each change (NFC, never while composing). */
  onValue?: (value: string) => void;
  /** The text when the field is left. */
  onLeave?: (value: string) => void;
  /** Unit behind the input, e.g. `m³/ngày đêm`. */
  unit?: string;
  type?: "text" | "password" | "email" | "tel" | "url";
  inputMode?: ComponentPropsWithRef<"input">["inputMode"];
  autoComplete?: string;
  placeholder?: string;
  maxLength?: number;
  disabled?: boolean;
  readOnly?: boolean;
  autoFocus?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const { label, hint, required, optional, defaultValue, onValue, onLeave, unit, type = "text", ref } = props;
  const error = useSteady(props.error);
  const [shown, setShown] = useState(false);
  const secret = type === "password";
  return (
    <AriaTextField
      id={props.id}
      className={fieldClass({ ...props, error })}
      isInvalid={Boolean(error)}
      isRequired={required}
      isDisabled={props.disabled}
      isReadOnly={props.readOnly}
      validationBehavior="aria"
    >
      <FieldLabel label={label} required={required} optional={optional} />
      <FieldHint hint={hint} />
      <FieldMessage error={error} />
      <div className={styles.row}>
        <UncontrolledInput
          ref={ref}
          type={secret && shown ? "text" : type}
          name={props.name}
          className={classes(styles.input, Boolean(unit) && styles.withAffix)}
          defaultValue={defaultValue ?? ""}
          inputMode={props.inputMode}
          autoComplete={props.autoComplete ?? "off"}
          placeholder={props.placeholder}
          maxLength={props.maxLength}
          // The first field of a page whose only purpose is that field.
          autoFocus={props.autoFocus}
          onValue={onValue}
          onLeave={onLeave}
        />
        {unit ? (
          <span className={styles.affix} aria-hidden="true">
            {unit}
          </span>
        ) : null}
        {secret ? (
          <IconButton label={shown ? m.design_hide_password() : m.design_show_password()} icon={shown ? EyeOff : Eye} onPress={() => setShown(!shown)} />
        ) : null}
      </div>
    </AriaTextField>
  );
}

export interface TextAreaProps extends FieldProps {
  defaultValue?: string | null;
  onValue?: (value: string) => void;
  onLeave?: (value: string) => void;
  rows?: number;
  maxLength?: number;
  disabled?: boolean;
  readOnly?: boolean;
  ref?: Ref<HTMLTextAreaElement>;
}

/** Several lines of text. */
export function TextArea(props: TextAreaProps) {
  const { label, hint, required, optional, defaultValue, onValue, onLeave, rows = 3, ref } = props;
  const error = useSteady(props.error);
  return (
    <AriaTextField
      id={props.id}
      className={fieldClass({ ...props, error })}
      isInvalid={Boolean(error)}
      isRequired={required}
      isDisabled={props.disabled}
      isReadOnly={props.readOnly}
      validationBehavior="aria"
    >
      <FieldLabel label={label} required={required} optional={optional} />
      <FieldHint hint={hint} />
      <FieldMessage error={error} />
      <UncontrolledArea
        ref={ref}
        name={props.name}
        rows={rows}
        className={classes(styles.input, styles.area)}
        defaultValue={defaultValue ?? ""}
        maxLength={props.maxLength}
        onValue={onValue}
        onLeave={onLeave}
      />
    </AriaTextField>
  );
}
