import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { m } from "#/messages/generated/messages.js";
import { LinkButton } from "./Button";
import { Breadcrumb, type Crumb } from "./Breadcrumb";
import { classes } from "./classes";
import styles from "./Page.module.css";

export interface PageHeaderProps {
  title: string;
  /** One line under the title. */
  lead?: ReactNode;
  /** State and properties beside the title. */
  tags?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  crumbs?: readonly Crumb[];
  /** Where Esc goes too (`#/…`), with the name of that place. */
  back?: { href: string; label: string };
}

/** The head of a place. Its title takes the focus when the place is entered, so that screen readers say where one is. */
export function PageHeader({ title, lead, tags, actions, crumbs, back }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Một Cửa`;
  }, [title]);
  useEffect(() => {
    // A field that asked for the focus keeps it.
    const active = document.activeElement;
    if (!active || active === document.body || active.closest("[data-frame]")) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header className={styles.header}>
      {crumbs ? <Breadcrumb crumbs={crumbs} /> : null}
      {back ? (
        <LinkButton kind="quiet" size="small" icon={ArrowLeft} href={back.href} keys="Esc" className={styles.back} data-esc="true">
          {back.label}
        </LinkButton>
      ) : null}
      <div className={styles.headerRow}>
        <div className={styles.words}>
          <h1 ref={heading} tabIndex={-1} className={styles.title}>
            {title}
          </h1>
          {lead ? <div className={styles.lead}>{lead}</div> : null}
          {tags ? <div className={styles.tags}>{tags}</div> : null}
        </div>
        {actions ? (
          <div className={styles.actions} role="group" aria-label={m.design_page_actions()}>
            {actions}
          </div>
        ) : null}
      </div>
    </header>
  );
}

/** The paper a place is written on. `fill` places scroll inside (tables); the others scroll as a whole. */
export function Page({ children, width = "wide", fill = false, className }: { children: ReactNode; width?: "narrow" | "normal" | "wide"; fill?: boolean; className?: string }) {
  return (
    <div className={classes(styles.scroll, fill && styles.fillScroll)} data-scroll="page">
      <div className={classes(styles.page, styles[width], fill && styles.fill, className)}>{children}</div>
    </div>
  );
}
