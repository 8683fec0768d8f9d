import { X } from "lucide-react";
import type { ReactNode } from "react";
import { m } from "#/messages/generated/messages.js";
import { IconButton } from "./Button";
import { classes } from "./classes";
import styles from "./Banner.module.css";
import { ToneIcon, type Tone } from "./Tag";

export interface BannerProps {
  tone: Extract<Tone, "info" | "good" | "warn" | "bad">;
  title?: string;
  children?: ReactNode;
  /** What can be done about it. */
  actions?: ReactNode;
  onClose?: () => void;
  /** Tells screen readers at once: `alert` for what went wrong just now, `status` for what was done. */
  announce?: "alert" | "status";
  className?: string;
}

/** Something the reader should know, with what to do about it. */
export function Banner({ tone, title, children, actions, onClose, announce, className }: BannerProps) {
  return (
    <div className={classes(styles.banner, styles[tone], className)} role={announce}>
      <ToneIcon tone={tone} className={styles.icon} />
      <div className={styles.text}>
        {title ? <p className={styles.title}>{title}</p> : null}
        {children ? <div>{children}</div> : null}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
      {onClose ? <IconButton label={m.design_close()} icon={X} onPress={onClose} /> : null}
    </div>
  );
}
