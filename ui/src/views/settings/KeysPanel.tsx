import { useState, type FormEvent } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places } from "#/app/places";
import { desk, useDeskStatus, useDo, type KeySlot } from "#/backend";
import { Button, ConfirmDialog, LinkButton, Panel, StatusBadge, TextField, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./settings.module.css";

const slots: readonly { slot: KeySlot; name: () => string; text: () => string }[] = [
  { slot: "keyring", name: m.settings_key_keyring, text: m.settings_key_keyring_text },
  { slot: "recovery", name: m.settings_key_recovery, text: m.settings_key_recovery_text },
  { slot: "passphrase", name: m.settings_key_passphrase, text: m.settings_key_passphrase_text },
];

/** The ways to the store's key. */
export function KeysPanel() {
  const { store } = useDeskStatus();
  const used = store.kind === "open" ? store.slots : [];
  const set = used.includes("passphrase");
  const [typing, setTyping] = useState(false);
  const [asking, setAsking] = useState(false);
  const remove = useDo(() => desk.setPassphrase(null), { onSuccess: () => toast({ text: m.settings_passphrase_removed() }) });
  return (
    <Panel title={m.settings_keys()} lead={m.settings_keys_text()} id="settings-keys">
      <ul className={styles.keys}>
        {slots.map(({ slot, name, text }) => (
          <li key={slot} className={styles.key}>
            <span className={styles.keyWords}>
              <strong>{name()}</strong>
              <span className={styles.quiet}>{text()}</span>
            </span>
            {used.includes(slot) ? <StatusBadge tone="good">{m.settings_key_on()}</StatusBadge> : <StatusBadge tone="idle">{m.settings_key_off()}</StatusBadge>}
          </li>
        ))}
      </ul>
      <ErrorBanner error={remove.error} />
      {typing ? (
        <Passphrase onDone={() => setTyping(false)} />
      ) : (
        <div className={styles.row}>
          <LinkButton href={places.recoveryCode}>{m.settings_recovery_show()}</LinkButton>
          <Button onPress={() => setTyping(true)}>{set ? m.settings_passphrase_change() : m.settings_passphrase_set()}</Button>
          {set ? (
            <Button kind="quiet" onPress={() => setAsking(true)}>
              {m.settings_passphrase_remove()}
            </Button>
          ) : null}
        </div>
      )}
      <ConfirmDialog title={m.settings_passphrase_remove()} open={asking} action={m.settings_passphrase_remove()} kind="danger" onConfirm={() => remove.mutate(undefined)} onClose={() => setAsking(false)}>
        <p>{m.settings_passphrase_remove_text()}</p>
      </ConfirmDialog>
    </Panel>
  );
}

function Passphrase({ onDone }: { onDone: () => void }) {
  const [typed, setTyped] = useState("");
  const [short, setShort] = useState(false);
  const save = useDo((passphrase: string) => desk.setPassphrase(passphrase), {
    onSuccess: () => {
      toast({ text: m.settings_passphrase_saved() });
      onDone();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    const tooShort = [...typed].length < 8;
    setShort(tooShort);
    if (!tooShort) save.mutate(typed);
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextField
        id="passphrase"
        label={m.settings_passphrase_new()}
        hint={m.settings_passphrase_hint()}
        type="password"
        autoComplete="new-password"
        required
        autoFocus
        error={short ? m.settings_passphrase_short() : null}
        onValue={(value) => {
          setTyped(value);
          setShort(false);
        }}
      />
      <ErrorBanner error={save.error} />
      <div className={styles.row}>
        <Button kind="primary" type="submit" busy={save.isPending && m.settings_passphrase_saving()}>
          {m.settings_passphrase_save()}
        </Button>
        <Button onPress={onDone}>{m.design_cancel()}</Button>
      </div>
    </form>
  );
}
