import type { LucideIcon } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button as AriaButton, Link as AriaLink, type ButtonProps as AriaButtonProps, type LinkProps as AriaLinkProps } from "react-aria-components";
import styles from "./Button.module.css";
import { classes } from "./classes";
import { KeyHint } from "./KeyHint";

/** `primary` once on a screen; `secondary` beside it; `quiet` for what is rarely needed; `danger` for what takes away. */
export type ButtonKind = "primary" | "secondary" | "quiet" | "danger";

interface Look {
  /** Language of the words, when it is not the window’s. */
  lang?: string;
  kind?: ButtonKind;
  size?: "normal" | "small" | "large";
  icon?: LucideIcon;
  iconAfter?: LucideIcon;
  /** A key that does the same, shown behind the words. */
  keys?: string;
  /** Words shown while it works; the button cannot be pressed meanwhile. */
  busy?: string | false | null;
  children: ReactNode;
  className?: string;
}

function Inside({ icon: Icon, iconAfter: IconAfter, keys, busy, children }: Look) {
  return (
    <>
      {busy ? <span className={styles.working} aria-hidden="true" /> : Icon ? <Icon className={styles.icon} aria-hidden="true" /> : null}
      <span>{busy || children}</span>
      {IconAfter && !busy ? <IconAfter className={styles.icon} aria-hidden="true" /> : null}
      {keys ? <KeyHint keys={keys} onDark className={styles.keys} /> : null}
    </>
  );
}

function look({ kind = "secondary", size = "normal", className }: Look): string {
  return classes(styles.button, styles[kind], size !== "normal" && styles[size], className);
}

export type ButtonProps = Look & Omit<AriaButtonProps, "children" | "className" | "style"> & { ref?: Ref<HTMLButtonElement> };

/** Does something here. Never disabled without a word beside it that says why. */
export function Button({ kind, size, icon, iconAfter, keys, busy, children, className, isDisabled, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} isDisabled={isDisabled || Boolean(busy)} aria-keyshortcuts={keys} className={look({ kind, size, className, children })}>
      <Inside icon={icon} iconAfter={iconAfter} keys={keys} busy={busy}>
        {children}
      </Inside>
    </AriaButton>
  );
}

export type LinkButtonProps = Omit<Look, "busy"> & Omit<AriaLinkProps, "children" | "className" | "style"> & { ref?: Ref<HTMLAnchorElement> };

/** Goes to another place (`href`, as `#/…`), dressed as a button. */
export function LinkButton({ kind, size, icon, iconAfter, keys, children, className, ...rest }: LinkButtonProps) {
  return (
    <AriaLink {...rest} className={look({ kind, size, className, children })}>
      <Inside icon={icon} iconAfter={iconAfter} keys={keys}>
        {children}
      </Inside>
    </AriaLink>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  /** Name for screen readers and the tooltip. */
  label: string;
  icon: LucideIcon;
  kind?: "quiet" | "danger";
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button of one picture; only where the picture is known to all (close, remove, move). */
export function IconButton({ label, icon: Icon, kind = "quiet", className, ...rest }: IconButtonProps) {
  return (
    <AriaButton {...rest} aria-label={label} className={classes(styles.button, styles[kind], styles.iconOnly, className)}>
      <Icon className={styles.icon} aria-hidden="true" />
    </AriaButton>
  );
}
