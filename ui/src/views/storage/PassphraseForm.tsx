import { useState, type FormEvent } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { desk, useDo } from "#/backend";
import { Button, TextField, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./storage.module.css";

/** As the desk asks for it. */
const SHORTEST = 10;

/** Sets or changes the passphrase. */
export function PassphraseForm({ onDone }: { onDone: () => void }) {
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
    const tooShort = [...typed].length < SHORTEST;
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
