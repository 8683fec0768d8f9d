import { Check, ChevronDown } from "lucide-react";
import { useMemo } from "react";
import { Button, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from "react-aria-components";
import { classes } from "./classes";
import type { Option } from "./Choice";
import { FieldHint, FieldLabel, FieldMessage, fieldClass, type FieldProps } from "./FieldParts";
import fieldStyles from "./field.module.css";
import { useSteady } from "./steady";
import styles from "./Select.module.css";

export interface SelectProps<T extends string> extends FieldProps {
  options: readonly (Option<T> & { /** Figure at the right, e.g. how many. */ count?: string; /** Steps in from the left. */ depth?: number })[];
  value?: T | null;
  defaultValue?: T | null;
  onChange?: (value: T) => void;
  placeholder?: string;
  disabled?: boolean;
}

/** One of some, in a list that opens. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, hint, required, optional, options, value, defaultValue, onChange, placeholder, disabled } = props;
  const error = useSteady(props.error);
  // Items are known by their identity: the same options are not built anew.
  const items = useMemo(() => options.map((option) => ({ ...option, id: option.value })), [options]);
  return (
    <AriaSelect
      className={fieldClass({ ...props, error })}
      isInvalid={Boolean(error)}
      isRequired={required}
      isDisabled={disabled}
      validationBehavior="aria"
      name={props.name}
      placeholder={placeholder}
      value={value}
      defaultValue={defaultValue ?? undefined}
      onChange={(chosen) => {
        if (chosen !== null) onChange?.(String(chosen) as T);
      }}
    >
      <FieldLabel label={label} required={required} optional={optional} />
      <FieldHint hint={hint} />
      <FieldMessage error={error} />
      <Button id={props.id} className={classes(fieldStyles.input, styles.button)}>
        <SelectValue className={styles.value}>
          {({ selectedText, defaultChildren, isPlaceholder }) => (isPlaceholder ? defaultChildren : selectedText)}
        </SelectValue>
        <ChevronDown aria-hidden="true" className={styles.arrow} />
      </Button>
      <Popover className={styles.popover}>
        <ListBox className={styles.list} items={items}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={styles.item} data-depth={option.depth}>
              {({ isSelected }) => (
                <>
                  <Check aria-hidden="true" className={classes(styles.tick, !isSelected && styles.noTick)} />
                  <span className={styles.itemLabel} data-depth={option.depth ? Math.min(option.depth, 4) : undefined}>
                    {option.label}
                    {option.hint ? <span className={styles.itemHint}>{option.hint}</span> : null}
                  </span>
                  {option.count ? <span className={styles.count}>{option.count}</span> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
