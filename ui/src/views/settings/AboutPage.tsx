import { Check } from "lucide-react";
import { BrandMark } from "#/app/BrandMark";
import { places } from "#/app/places";
import { useDeskStatus } from "#/backend";
import { Facts, Page, PageHeader, Panel } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./settings.module.css";

/** What the program is, and what it keeps to. */
export default function AboutPage() {
  const { version } = useDeskStatus();
  return (
    <Page width="narrow">
      <PageHeader title={m.about_title()} back={{ href: places.help, label: m.help_title() }} />
      <Panel>
        <div className={styles.about}>
          <BrandMark size="4rem" />
          <div>
            <p className={styles.aboutName}>{m.app_name()}</p>
            <p className={styles.quiet}>{m.about_lead()}</p>
          </div>
        </div>
        <Facts
          items={[
            { name: m.about_version(), value: version },
            { name: m.about_data(), value: m.about_data_text() },
            { name: m.about_font(), value: m.about_font_text() },
          ]}
        />
      </Panel>
      <Panel title={m.about_promises()}>
        <ul className={styles.promises}>
          {[m.about_promise_kept(), m.about_promise_once(), m.about_promise_whole(), m.about_promise_private()].map((promise) => (
            <li key={promise}>
              <Check aria-hidden="true" />
              {promise}
            </li>
          ))}
        </ul>
      </Panel>
    </Page>
  );
}
