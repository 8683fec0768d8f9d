import { CircleCheck, CircleDashed, CircleDot, CirclePause, Info, OctagonAlert, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Tag.module.css";

/**
 * What a state asks of the reader, told by shape, word and colour together:
 * `idle` dashed circle (not begun), `active` dotted circle (under way), `waiting` pause, `info` i,
 * `good` tick, `warn` triangle (do something), `bad` octagon (stopped).
 */
export type Tone = "idle" | "active" | "waiting" | "info" | "good" | "warn" | "bad";

const shapes: Record<Tone, LucideIcon> = {
  idle: CircleDashed,
  active: CircleDot,
  waiting: CirclePause,
  info: Info,
  good: CircleCheck,
  warn: TriangleAlert,
  bad: OctagonAlert,
};

/** The state of a thing. The words are always there. */
export function StatusBadge({ tone, children, icon, size = "normal", className }: { tone: Tone; children: ReactNode; icon?: LucideIcon; size?: "normal" | "large"; className?: string }) {
  const Shape = icon ?? shapes[tone];
  return (
    <span className={classes(styles.badge, styles[tone], size === "large" && styles.large, className)}>
      <Shape aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}

/** A property in a word or two ("Mức độ 4", "mức minh họa"); no state, no shape. */
export function Tag({ children, tone, className }: { children: ReactNode; tone?: Tone | "gold"; className?: string }) {
  return <span className={classes(styles.tag, tone && styles[tone], className)}>{children}</span>;
}

/** The picture that goes with a tone. */
export function ToneIcon({ tone, className }: { tone: Tone; className?: string }) {
  const Shape = shapes[tone];
  return <Shape aria-hidden="true" className={className} />;
}
