import type { CSSProperties, ReactNode } from "react";
import styles from "./form.module.css";

/** Fields side by side on twelve columns: labels stand on one line, inputs on the next, whatever the help below them. */
export function Grid({ children }: { children: ReactNode }) {
  return <div className={styles.grid}>{children}</div>;
}

/** One field of a grid, so many twelfths wide where there is room. */
export function Cell({ columns = 12, children, bare = false }: { columns?: number; children: ReactNode; /** Not a field: a tick, a group of its own. */ bare?: boolean }) {
  return (
    <div className={bare ? styles.bare : styles.cell} style={{ "--columns": columns } as CSSProperties} data-wide={columns > 6 || undefined}>
      {children}
    </div>
  );
}
