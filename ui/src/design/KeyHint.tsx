import { classes } from "./classes";
import styles from "./KeyHint.module.css";

/** A key to press, e.g. `F2` or `Ctrl+K`. Decoration: the control itself carries `aria-keyshortcuts`. */
export function KeyHint({ keys, onDark = false, className }: { keys: string; onDark?: boolean; className?: string }) {
  return (
    <kbd className={classes(styles.key, onDark && styles.onDark, className)} aria-hidden="true">
      {keys}
    </kbd>
  );
}
