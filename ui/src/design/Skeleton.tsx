import { classes } from "./classes";
import styles from "./Skeleton.module.css";

/** The shape of what is coming, with words. Shown only when it takes longer than a glance. */
export function Skeleton({ words, lines = 4, className }: { words: string; lines?: number; className?: string }) {
  return (
    <div className={classes(styles.skeleton, className)} role="status">
      <p className={styles.words}>{words}</p>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={styles.line} data-short={line % 3 === 2 || undefined} aria-hidden="true" />
      ))}
    </div>
  );
}
