import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, Radio as AriaRadio, RadioGroup as AriaRadioGroup } from "react-aria-components";
import { classes } from "./classes";
import { useSteady } from "./steady";
import styles from "./Choice.module.css";
import { FieldHint, FieldLabel, FieldMessage, fieldClass, type FieldProps } from "./FieldParts";
import fieldStyles from "./field.module.css";
import { CircleAlert } from "lucide-react";

export interface CheckboxProps {
  children: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  selected?: boolean;
  defaultSelected?: boolean;
  indeterminate?: boolean;
  onChange?: (selected: boolean) => void;
  disabled?: boolean;
  required?: boolean;
  id?: string;
  name?: string;
}

/** A tick. The whole line is the target. */
export function Checkbox({ children, hint, error, selected, defaultSelected, indeterminate, onChange, disabled, required, id, name }: CheckboxProps) {
  const hintId = id && hint ? `${id}-hint` : undefined;
  const errorId = id && error ? `${id}-error` : undefined;
  return (
    <div className={classes(fieldStyles.field, Boolean(error) && fieldStyles.invalid)}>
      {error ? (
        <span id={errorId} className={fieldStyles.error}>
          <CircleAlert aria-hidden="true" />
          {error}
        </span>
      ) : null}
      <AriaCheckbox
        id={id}
        name={name}
        className={styles.choice}
        isSelected={selected}
        defaultSelected={defaultSelected}
        isIndeterminate={indeterminate}
        onChange={onChange}
        isDisabled={disabled}
        isRequired={required}
        isInvalid={Boolean(error)}
        validationBehavior="aria"
        aria-describedby={classes(errorId, hintId) || undefined}
      >
        {({ isSelected, isIndeterminate }) => (
          <>
            <span className={styles.box} aria-hidden="true">
              {isIndeterminate ? <Minus /> : isSelected ? <Check /> : null}
            </span>
            <span className={styles.words}>{children}</span>
          </>
        )}
      </AriaCheckbox>
      {hint ? (
        <span id={hintId} className={classes(fieldStyles.hint, styles.under)}>
          {hint}
        </span>
      ) : null}
    </div>
  );
}

export interface Option<T extends string = string> {
  value: T;
  label: string;
  hint?: string;
}

export interface RadioGroupProps<T extends string> extends FieldProps {
  options: readonly Option<T>[];
  value?: T | null;
  defaultValue?: T | null;
  onChange?: (value: T) => void;
  disabled?: boolean;
  /** Side by side where there is room. */
  inline?: boolean;
}

/** One of a few, all of them visible. */
export function RadioGroup<T extends string>(props: RadioGroupProps<T>) {
  const { label, hint, required, optional, options, value, defaultValue, onChange, disabled, inline } = props;
  const error = useSteady(props.error);
  return (
    <AriaRadioGroup
      id={props.id}
      name={props.name}
      className={fieldClass({ ...props, error })}
      isInvalid={Boolean(error)}
      isRequired={required}
      isDisabled={disabled}
      validationBehavior="aria"
      value={value}
      defaultValue={defaultValue ?? undefined}
      onChange={(chosen) => onChange?.(chosen as T)}
    >
      <FieldLabel label={label} required={required} optional={optional} />
      <FieldHint hint={hint} />
      <FieldMessage error={error} />
      <div className={classes(styles.options, inline && styles.inline)}>
        {options.map((option) => (
          <AriaRadio key={option.value} value={option.value} className={styles.choice}>
            <span className={classes(styles.box, styles.round)} aria-hidden="true" />
            <span className={styles.words}>
              {option.label}
              {option.hint ? <span className={styles.optionHint}>{option.hint}</span> : null}
            </span>
          </AriaRadio>
        ))}
      </div>
    </AriaRadioGroup>
  );
}
