import { useState, type FormEvent } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places } from "#/app/places";
import { desk, errorOfLast, useDo, type DeskStatus } from "#/backend";
import { Banner, Button, LinkButton, TextField } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./start.module.css";

/** Asks for a portal's address, tries it, shows who answers, and connects only then. */
export function PortalForm({ address = "", onConnected, autoFocus = false }: { address?: string | null; onConnected: (status: DeskStatus) => void; autoFocus?: boolean }) {
  const [typed, setTyped] = useState(address ?? "");
  const [missing, setMissing] = useState(false);
  const test = useDo(desk.testPortal);
  const connect = useDo(desk.connectPortal, { onSuccess: onConnected });

  function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = typed.trim();
    setMissing(wanted === "");
    connect.reset();
    if (wanted !== "") test.mutate(wanted);
  }

  const found = test.data && test.variables === typed.trim() ? test.data : null;
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextField
        id="portal-address"
        label={m.portal_address()}
        hint={m.portal_address_hint()}
        error={missing ? m.portal_address_needed() : null}
        type="url"
        required
        defaultValue={address}
        onValue={(value) => {
          setTyped(value);
          setMissing(false);
        }}
        autoFocus={autoFocus}
      />
      <ErrorBanner error={errorOfLast(test, connect)} />
      {found ? (
        <Banner
          tone={found.training ? "warn" : "good"}
          title={m.portal_found({ name: found.name })}
          announce="status"
          actions={
            <Button kind="primary" onPress={() => connect.mutate(typed.trim())} busy={connect.isPending && m.portal_connecting()}>
              {m.portal_connect()}
            </Button>
          }
        >
          {found.training ? m.portal_found_training() : null}
        </Banner>
      ) : (
        <div className={styles.row}>
          <Button kind="primary" type="submit" busy={test.isPending && m.portal_testing()}>
            {m.portal_test()}
          </Button>
          <LinkButton kind="quiet" href={places.network}>
            {m.network_link()}
          </LinkButton>
        </div>
      )}
    </form>
  );
}
