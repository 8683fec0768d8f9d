import { Check, type LucideIcon } from "lucide-react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { Button } from "./Button";
import { classes } from "./classes";
import styles from "./Select.module.css";

/** Any of some, ticked in a menu that stays open. */
export function CheckMenu<T extends string>({ label, words, icon, options, selected, onChange }: { label: string; words: string; icon: LucideIcon; options: readonly { id: T; label: string }[]; selected: readonly T[]; onChange: (selected: T[]) => void }) {
  return (
    <MenuTrigger>
      <Button size="small" icon={icon} aria-label={label}>
        {words}
      </Button>
      <Popover className={styles.popover} placement="bottom end">
        <AriaMenu
          className={styles.list}
          aria-label={label}
          selectionMode="multiple"
          shouldCloseOnSelect={false}
          selectedKeys={selected}
          onSelectionChange={(keys) => onChange(options.map((option) => option.id).filter((id) => keys === "all" || keys.has(id)))}
        >
          {options.map((option) => (
            <MenuItem key={option.id} id={option.id} textValue={option.label} className={styles.item}>
              {({ isSelected }) => (
                <>
                  <Check aria-hidden="true" className={classes(styles.tick, !isSelected && styles.noTick)} />
                  <span className={styles.itemLabel}>{option.label}</span>
                </>
              )}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
