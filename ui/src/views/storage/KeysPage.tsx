import { FileText, KeyRound, MonitorCheck, type LucideIcon } from "lucide-react";
import { useState, type ReactNode } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo } from "#/app/places";
import { desk, useDeskStatus, useDo } from "#/backend";
import { Banner, Button, ConfirmDialog, Facts, LinkButton, Page, PageHeader, Panel, StatusBadge, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { PassphraseForm } from "./PassphraseForm";
import styles from "./storage.module.css";

const recoveryCode = `${places.recoveryCode}?next=${encodeURIComponent(places.storeKeys)}`;

/** Khóa kho hồ sơ: which ways open the store, and what to do when one is lost. */
export default function KeysPage() {
  const { store, recovery_code_unseen: unseen } = useDeskStatus();
  const used = store.kind === "open" ? store.slots : [];
  return (
    <Page width="normal">
      <PageHeader title={m.keys_title()} lead={m.keys_lead()} back={{ href: places.settings, label: m.shell_place_settings() }} actions={<LinkButton href={places.storage}>{m.storage_title()}</LinkButton>} />
      <div className={styles.column}>
        <p>{m.keys_count({ count: used.length })}</p>
        {unseen ? <Banner tone="warn">{m.keys_unseen()}</Banner> : used.length === 1 ? <Banner tone="warn">{m.keys_only_one()}</Banner> : null}
        <Keyring used={used.includes("keyring")} />
        <Recovery used={used.includes("recovery")} unseen={unseen} />
        <Passphrase used={used.includes("passphrase")} />
        <Panel title={m.keys_lost()}>
          <Facts
            items={[
              { name: m.keys_lost_passphrase(), value: m.keys_lost_passphrase_text() },
              { name: m.keys_lost_recovery(), value: m.keys_lost_recovery_text() },
              { name: m.keys_lost_keyring(), value: m.keys_lost_keyring_text() },
              { name: m.keys_lost_all(), value: m.keys_lost_all_text() },
            ]}
          />
        </Panel>
      </div>
    </Page>
  );
}

/** One way: its name, whether it is in use, what it is for, and what can be done about it. */
function Way({ id, icon: Icon, title, badge, text, children }: { id: string; icon: LucideIcon; title: string; badge: ReactNode; text: string; children: ReactNode }) {
  return (
    <Panel id={id} title={title} actions={badge}>
      <div className={styles.way}>
        <Icon aria-hidden="true" className={styles.wayIcon} />
        <p>{text}</p>
      </div>
      {children}
    </Panel>
  );
}

const badge = (used: boolean) => (used ? <StatusBadge tone="good">{m.keys_on()}</StatusBadge> : <StatusBadge tone="idle">{m.keys_off()}</StatusBadge>);

function Keyring({ used }: { used: boolean }) {
  const [asking, setAsking] = useState(false);
  const set = useDo(desk.setKeyring, { onSuccess: (_, now) => toast({ text: now ? m.keys_keyring_used() : m.keys_keyring_left() }) });
  return (
    <Way id="keys-keyring" icon={MonitorCheck} title={m.keys_keyring()} badge={badge(used)} text={used ? m.keys_keyring_on() : m.keys_keyring_off()}>
      <ErrorBanner error={set.error} />
      <div>
        {used ? (
          <Button kind="quiet" onPress={() => setAsking(true)}>
            {m.keys_keyring_leave()}
          </Button>
        ) : (
          <Button onPress={() => set.mutate(true)}>{m.keys_keyring_use()}</Button>
        )}
      </div>
      <ConfirmDialog title={m.keys_keyring_leave()} open={asking} action={m.keys_keyring_leave()} kind="danger" onConfirm={() => set.mutate(false)} onClose={() => setAsking(false)}>
        <p>{m.keys_keyring_leave_text()}</p>
      </ConfirmDialog>
    </Way>
  );
}

function Recovery({ used, unseen }: { used: boolean; unseen: boolean }) {
  const go = useGo();
  const [asking, setAsking] = useState(false);
  const renew = useDo(desk.renewRecoveryCode, { onSuccess: () => go(recoveryCode) });
  return (
    <Way
      id="keys-recovery"
      icon={FileText}
      title={m.keys_recovery()}
      badge={unseen ? <StatusBadge tone="warn">{m.keys_unwritten()}</StatusBadge> : badge(used)}
      text={unseen ? m.keys_recovery_unseen() : used ? m.keys_recovery_on() : m.keys_recovery_off()}
    >
      <ErrorBanner error={renew.error} />
      <div className={styles.row}>
        {unseen ? (
          <LinkButton kind="primary" href={recoveryCode}>
            {m.keys_recovery_see()}
          </LinkButton>
        ) : (
          <Button onPress={() => setAsking(true)} busy={renew.isPending && m.keys_recovery_renewing()}>
            {m.keys_recovery_renew()}
          </Button>
        )}
      </div>
      <ConfirmDialog title={m.keys_recovery_renew_title()} open={asking} action={m.keys_recovery_renew()} onConfirm={() => renew.mutate(undefined)} onClose={() => setAsking(false)}>
        <p>{m.keys_recovery_renew_text()}</p>
      </ConfirmDialog>
    </Way>
  );
}

function Passphrase({ used }: { used: boolean }) {
  const [typing, setTyping] = useState(false);
  const [asking, setAsking] = useState(false);
  const remove = useDo(() => desk.setPassphrase(null), { onSuccess: () => toast({ text: m.settings_passphrase_removed() }) });
  return (
    <Way id="keys-passphrase" icon={KeyRound} title={m.keys_passphrase()} badge={badge(used)} text={used ? m.keys_passphrase_on() : m.keys_passphrase_off()}>
      <ErrorBanner error={remove.error} />
      {typing ? (
        <PassphraseForm onDone={() => setTyping(false)} />
      ) : (
        <div className={styles.row}>
          <Button onPress={() => setTyping(true)}>{used ? m.settings_passphrase_change() : m.settings_passphrase_set()}</Button>
          {used ? (
            <Button kind="quiet" onPress={() => setAsking(true)}>
              {m.settings_passphrase_remove()}
            </Button>
          ) : null}
        </div>
      )}
      <ConfirmDialog title={m.settings_passphrase_remove()} open={asking} action={m.settings_passphrase_remove()} kind="danger" onConfirm={() => remove.mutate(undefined)} onClose={() => setAsking(false)}>
        <p>{m.settings_passphrase_remove_text()}</p>
      </ConfirmDialog>
    </Way>
  );
}
