import { ChevronRight } from "lucide-react";
import { Breadcrumb as AriaBreadcrumb, Breadcrumbs, Link } from "react-aria-components";
import { m } from "#/messages/generated/messages.js";
import styles from "./Breadcrumb.module.css";

export interface Crumb {
  label: string;
  /** `#/…`; the last one has none. */
  href?: string;
}

/** The way here. */
export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label={m.design_breadcrumb()}>
      <Breadcrumbs className={styles.crumbs}>
        {crumbs.map((crumb, index) => (
          <AriaBreadcrumb key={crumb.href ?? crumb.label} className={styles.crumb}>
            <Link href={crumb.href} className={styles.link}>
              {crumb.label}
            </Link>
            {index < crumbs.length - 1 ? <ChevronRight aria-hidden="true" className={styles.mark} /> : null}
          </AriaBreadcrumb>
        ))}
      </Breadcrumbs>
    </nav>
  );
}
