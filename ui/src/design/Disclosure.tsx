import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button, Disclosure as AriaDisclosure, DisclosurePanel, Heading } from "react-aria-components";
import styles from "./Disclosure.module.css";

/** More, for who asks. */
export function Disclosure({ title, children, open = false, level = 3 }: { title: ReactNode; children: ReactNode; open?: boolean; level?: 2 | 3 | 4 }) {
  return (
    <AriaDisclosure className={styles.disclosure} defaultExpanded={open}>
      <Heading level={level} className={styles.heading}>
        <Button slot="trigger" className={styles.trigger}>
          <ChevronRight aria-hidden="true" className={styles.mark} />
          <span>{title}</span>
        </Button>
      </Heading>
      <DisclosurePanel className={styles.panel}>
        <div className={styles.content}>{children}</div>
      </DisclosurePanel>
    </AriaDisclosure>
  );
}
