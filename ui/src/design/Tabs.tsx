import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components";
import styles from "./Tabs.module.css";

export interface TabItem<T extends string> {
  id: T;
  label: string;
  /** Figure behind the label. */
  count?: string | null;
  content?: ReactNode;
}

export interface TabsProps<T extends string> {
  label: string;
  items: readonly TabItem<T>[];
  value?: T;
  defaultValue?: T;
  onChange?: (id: T) => void;
  /** One panel for all tabs (a list that the tab filters). */
  children?: ReactNode;
}

/** Views of one thing, side by side. Arrows move between them. */
export function Tabs<T extends string>({ label, items, value, defaultValue, onChange, children }: TabsProps<T>) {
  return (
    <AriaTabs className={styles.tabs} selectedKey={value} defaultSelectedKey={defaultValue} onSelectionChange={(key) => onChange?.(String(key) as T)}>
      <TabList aria-label={label} className={styles.list}>
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className={styles.tab}>
            {item.label}
            {item.count ? <span className={styles.count}>{item.count}</span> : null}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className={styles.panel}>
          {children ?? item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
