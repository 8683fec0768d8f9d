import { useRef, useState, type FormEvent } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo } from "#/app/places";
import { desk, useDo } from "#/backend";
import { Button, Page, PageHeader, Panel, TextField } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./account.module.css";
import { NeedsPortal } from "./NeedsPortal";
import { problemsOf, wholeError } from "./problems";

/** Quên mật khẩu. */
export default function ForgottenPage() {
  const go = useGo();
  const email = useRef("");
  const [missing, setMissing] = useState(false);
  const ask = useDo((address: string) => desk.forgotPassword(address), { onSuccess: (_, address) => go(`${places.reset}?email=${encodeURIComponent(address)}`) });

  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(email.current.trim() === "");
    if (email.current.trim() !== "") ask.mutate(email.current.trim());
  }

  return (
    <Page width="narrow">
      <PageHeader title={m.forgot_title()} lead={m.forgot_lead()} back={{ href: places.signIn, label: m.shell_sign_in() }} />
      <NeedsPortal />
      <ErrorBanner error={wholeError(ask.error)} />
      <Panel>
        <form className={styles.form} onSubmit={submit} noValidate>
          <TextField
            id="forgotten-email"
            label={m.account_email()}
            type="email"
            required
            autoFocus
            autoComplete="email"
            error={missing ? m.forgot_needed() : problemsOf(ask.error)[0]?.message}
            onValue={(value) => {
              email.current = value;
              setMissing(false);
            }}
          />
          <div>
            <Button kind="primary" type="submit" busy={ask.isPending && m.forgot_sending()}>
              {m.forgot_submit()}
            </Button>
          </div>
        </form>
      </Panel>
    </Page>
  );
}
