import { KeyRound } from "lucide-react";
import { useState, type FormEvent } from "react";
import { BrandMark } from "#/app/BrandMark";
import { ErrorBanner } from "#/app/ErrorBanner";
import { desk, DeskError, useDo, useStatus, type KeySlot } from "#/backend";
import { Button, PageHeader, TextField } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { setRestoring } from "#/views/storage/restoring";
import styles from "./start.module.css";

/** The keyring did not give the key: the passphrase or the recovery code does. */
export function LockedPage({ slots }: { slots: readonly KeySlot[] }) {
  const [slot, setSlot] = useState<KeySlot>(slots.includes("passphrase") ? "passphrase" : "recovery");
  const [secret, setSecret] = useState("");
  const [missing, setMissing] = useState(false);
  const status = useStatus();
  const unlock = useDo(({ slot: with_, secret: typed }: { slot: KeySlot; secret: string }) => desk.unlock(with_, typed));
  const wrong = unlock.error instanceof DeskError && unlock.error.code === "wrong_key" ? unlock.error.message : null;

  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(secret.trim() === "");
    if (secret.trim() !== "") unlock.mutate({ slot, secret: slot === "recovery" ? secret.trim() : secret });
  }

  function use(other: KeySlot) {
    setSlot(other);
    setSecret("");
    setMissing(false);
    unlock.reset();
  }

  return (
    <div className={styles.welcome}>
      <main id="main" className={styles.locked}>
        <BrandMark size="3.5rem" />
        <PageHeader title={m.locked_title()} lead={m.locked_lead()} />
        <form className={styles.form} onSubmit={submit} noValidate>
          <TextField
            key={slot}
            id="unlock-secret"
            label={slot === "passphrase" ? m.locked_passphrase() : m.locked_recovery()}
            hint={slot === "recovery" ? m.locked_recovery_hint() : undefined}
            type={slot === "passphrase" ? "password" : "text"}
            error={missing ? m.locked_needed() : wrong}
            required
            autoFocus
            onValue={(value) => {
              setSecret(value);
              setMissing(false);
            }}
          />
          {wrong ? null : <ErrorBanner error={unlock.error} />}
          <div className={styles.row}>
            <Button kind="primary" type="submit" icon={KeyRound} busy={unlock.isPending && m.locked_opening()}>
              {m.locked_open()}
            </Button>
            {slot === "passphrase" ? (
              <Button onPress={() => use("recovery")}>{m.locked_use_recovery()}</Button>
            ) : slots.includes("passphrase") ? (
              <Button onPress={() => use("passphrase")}>{m.locked_use_passphrase()}</Button>
            ) : null}
            {slots.includes("keyring") ? (
              <Button kind="quiet" onPress={() => void status.refetch()}>
                {m.locked_use_keyring()}
              </Button>
            ) : null}
          </div>
        </form>
        <div>
          <Button kind="quiet" onPress={() => setRestoring({ from: "choose" })}>
            {m.restore_ways()}
          </Button>
        </div>
      </main>
    </div>
  );
}
