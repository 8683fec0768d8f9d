import type { ComponentProps, CSSProperties, ReactNode } from "react";
import { classes } from "#/design/classes";
import styles from "./form.module.css";

/**
 * Fields side by side on twelve columns: labels stand on one line, inputs on the next, whatever the help below them.
 * `restsUnseen`: one of many blocks, which the engine leaves out of layout and painting while it is out of sight.
 */
export function Grid({ restsUnseen = false, children }: { restsUnseen?: boolean; children: ReactNode }) {
  return <div className={classes(styles.grid, restsUnseen && styles.block)}>{children}</div>;
}

export interface CellProps extends Pick<ComponentProps<"div">, "onFocus" | "onBlur"> {
  /** Twelfths of the line, where there is room. */
  columns?: number;
  /** `bare`: a tick; `line`: a question with its few answers behind it. */
  kind?: "cell" | "bare" | "line";
  children: ReactNode;
}

/** One field of a grid. */
export function Cell({ columns = 12, kind = "cell", children, ...events }: CellProps) {
  return (
    <div {...events} className={styles[kind]} style={{ "--columns": columns } as CSSProperties} data-wide={columns > 6 || undefined}>
      {children}
    </div>
  );
}
