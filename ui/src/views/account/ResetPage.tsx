import { Mail } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo, useQueryParams } from "#/app/places";
import { desk, useDeskStatus, useDo } from "#/backend";
import { Button, LinkButton, Page, PageHeader, Panel, TextField, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./account.module.css";
import { PasswordRule } from "./PasswordRule";
import { fieldOf, problemsOf, wholeError } from "./problems";

/** The code of the letter and a new password. */
export default function ResetPage() {
  const go = useGo();
  const status = useDeskStatus();
  const { email } = useQueryParams();
  const token = useRef("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);
  const reset = useDo((given: { token: string; password: string }) => desk.resetPassword(given.token, given.password), {
    onSuccess: () => {
      toast({ text: m.reset_done() });
      go(places.signIn, { replace: true });
    },
  });
  const error = (field: string) => problemsOf(reset.error).find((one) => fieldOf(one.path) === field)?.message;

  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(token.current.trim() === "");
    if (token.current.trim() !== "") reset.mutate({ token: token.current.trim(), password });
  }

  return (
    <Page width="narrow">
      <PageHeader title={m.reset_title()} lead={email ? m.reset_lead({ email }) : m.reset_lead_plain()} back={{ href: places.forgotten, label: m.reset_again() }} />
      {status.mode === "training" ? (
        <div>
          <LinkButton icon={Mail} href={places.mailbox}>
            {m.registered_open_mailbox()}
          </LinkButton>
        </div>
      ) : null}
      <ErrorBanner error={wholeError(reset.error)} />
      <Panel>
        <form className={styles.form} onSubmit={submit} noValidate>
          <TextField
            id="reset-token"
            label={m.reset_token()}
            required
            width="medium"
            autoComplete="one-time-code"
            error={missing ? m.reset_token_needed() : error("token")}
            onValue={(value) => {
              token.current = value;
              setMissing(false);
            }}
          />
          <TextField id="reset-password" label={m.account_password_new()} type="password" required width="long" autoComplete="new-password" error={error("password")} onValue={setPassword} />
          <PasswordRule password={password} />
          <div>
            <Button kind="primary" type="submit" busy={reset.isPending && m.reset_sending()}>
              {m.reset_submit()}
            </Button>
          </div>
        </form>
      </Panel>
    </Page>
  );
}
