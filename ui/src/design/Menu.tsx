import { EllipsisVertical, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { Button, IconButton } from "./Button";
import { classes } from "./classes";
import styles from "./Select.module.css";

export interface MenuAction {
  id: string;
  label: string;
  icon?: LucideIcon;
  danger?: boolean;
  run: () => void;
}

/** What else can be done with a thing. */
export function Menu({ label, actions, children, icon, size }: { label: string; actions: readonly MenuAction[]; children?: ReactNode; icon?: LucideIcon; size?: "small" }) {
  return (
    <MenuTrigger>
      {children ? (
        <Button icon={icon} size={size} aria-label={label}>
          {children}
        </Button>
      ) : (
        <IconButton label={label} icon={icon ?? EllipsisVertical} />
      )}
      <Popover className={styles.popover} placement="bottom end">
        <AriaMenu className={styles.list} aria-label={label} onAction={(key) => actions.find((action) => action.id === key)?.run()}>
          {actions.map(({ id, label: words, icon: Icon, danger }) => (
            <MenuItem key={id} id={id} textValue={words} className={classes(styles.item, danger && styles.danger)}>
              {Icon ? <Icon aria-hidden="true" className={styles.menuIcon} /> : null}
              <span className={styles.itemLabel}>{words}</span>
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
