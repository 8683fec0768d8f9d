import type { ComponentProps, CSSProperties, ReactNode } from "react";
import styles from "./form.module.css";

/** Fields side by side on twelve columns: labels stand on one line, inputs on the next, whatever the help below them. */
export function Grid({ children }: { children: ReactNode }) {
  return <div className={styles.grid}>{children}</div>;
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
