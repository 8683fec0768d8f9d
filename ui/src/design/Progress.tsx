import { ProgressBar as AriaProgressBar } from "react-aria-components";
import { m } from "#/messages/generated/messages.js";
import { formatBytes, formatTimeLeft } from "#/text/format";
import { classes } from "./classes";
import styles from "./Progress.module.css";

export interface ProgressProps {
  /** What is under way. */
  label: string;
  bytesDone: number;
  bytesTotal: number;
  secondsLeft?: number | null;
  /** Stands still (paused, waiting). */
  still?: boolean;
  /** Hides the label, which a heading beside it already says. */
  quietLabel?: boolean;
}

/** How far something is: bytes of bytes, percent, time left. */
export function Progress({ label, bytesDone, bytesTotal, secondsLeft, still = false, quietLabel = false }: ProgressProps) {
  const percent = bytesTotal > 0 ? Math.min(100, Math.floor((bytesDone / bytesTotal) * 100)) : 0;
  const words = m.design_progress_bytes({ done: formatBytes(bytesDone), total: formatBytes(bytesTotal) });
  const left = secondsLeft != null && !still && bytesDone < bytesTotal ? formatTimeLeft(secondsLeft) : null;
  return (
    <AriaProgressBar className={styles.progress} aria-label={label} value={percent} valueLabel={[words, left].filter(Boolean).join(", ")}>
      <div className={styles.words}>
        {quietLabel ? null : <span className={styles.label}>{label}</span>}
        <span className={styles.bytes}>{words}</span>
        {left ? <span className={styles.left}>{left}</span> : null}
        <span className={styles.percent}>{percent}%</span>
      </div>
      <div className={classes(styles.track, still && styles.still)}>
        <div className={styles.fill} style={{ width: `${percent}%` }} />
      </div>
    </AriaProgressBar>
  );
}

/** Something under way whose end is not known: always with words. */
export function Working({ children, className }: { children: string; className?: string }) {
  return (
    <div className={classes(styles.working, className)} role="status">
      <span className={styles.turning} aria-hidden="true" />
      <span>{children}</span>
    </div>
  );
}
