import { HardDrive, KeyRound } from "lucide-react";
import { places } from "#/app/places";
import { useBackups, useDeskStatus, type KeySlot } from "#/backend";
import { LinkButton, Panel } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatDateTime } from "#/text/format";
import styles from "./settings.module.css";

const names: Record<KeySlot, () => string> = { keyring: m.keys_keyring, recovery: m.keys_recovery, passphrase: m.keys_passphrase };

/** How the store is kept, in two lines, with the places where that is looked after. */
export function DataPanel() {
  const { store } = useDeskStatus();
  const backups = useBackups();
  const newest = backups.data?.newest;
  const ways = (["keyring", "recovery", "passphrase"] as const).filter((slot) => store.kind === "open" && store.slots.includes(slot)).map((slot) => names[slot]());
  return (
    <Panel title={m.settings_data()} lead={m.settings_data_text()} id="settings-data">
      <ul className={styles.keys}>
        <li className={styles.key}>
          <span className={styles.keyWords}>
            <strong>{m.storage_title()}</strong>
            <span className={styles.quiet}>{newest ? m.settings_data_newest({ when: formatDateTime(newest) }) : m.settings_data_newest_none()}</span>
          </span>
          <LinkButton icon={HardDrive} href={places.storage}>
            {m.storage_title()}
          </LinkButton>
        </li>
        <li className={styles.key}>
          <span className={styles.keyWords}>
            <strong>{m.keys_title()}</strong>
            <span className={styles.quiet}>{m.settings_data_keys({ ways: ways.join(", ") })}</span>
          </span>
          <LinkButton icon={KeyRound} href={places.storeKeys}>
            {m.keys_title()}
          </LinkButton>
        </li>
      </ul>
    </Panel>
  );
}
