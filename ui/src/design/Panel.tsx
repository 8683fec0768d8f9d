import { useId, type ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Panel.module.css";

export interface PanelProps {
  title?: string;
  /** Level of the title's heading. */
  level?: 2 | 3;
  lead?: ReactNode;
  /** At the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
  /** Content reaches the edges (tables, lists). */
  flush?: boolean;
  id?: string;
  className?: string;
}

/** A titled piece of a place. */
export function Panel({ title, level = 2, lead, actions, children, flush = false, id, className }: PanelProps) {
  const own = useId();
  const headingId = title ? `${id ?? own}-title` : undefined;
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section id={id} className={classes(styles.panel, className)} aria-labelledby={headingId} tabIndex={id ? -1 : undefined}>
      {title || actions ? (
        <header className={styles.head}>
          <div className={styles.words}>
            {title ? (
              <Heading id={headingId} className={styles.title}>
                {title}
              </Heading>
            ) : null}
            {lead ? <div className={styles.lead}>{lead}</div> : null}
          </div>
          {actions ? <div className={styles.actions}>{actions}</div> : null}
        </header>
      ) : null}
      <div className={classes(styles.body, flush && styles.flush)}>{children}</div>
    </section>
  );
}

/** Names and what they are: a description list in two columns. */
export function Facts({ items, className }: { items: readonly { name: string; value: ReactNode }[]; className?: string }) {
  return (
    <dl className={classes(styles.facts, className)}>
      {items.map((item) => (
        <div key={item.name} className={styles.fact}>
          <dt className={styles.name}>{item.name}</dt>
          <dd className={styles.value}>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
