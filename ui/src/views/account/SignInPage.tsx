import { useRef, useState, type FormEvent } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo, useQueryParams, workingPlace } from "#/app/places";
import { desk, DeskError, useDo } from "#/backend";
import { Banner, Button, LinkButton, Page, PageHeader, Panel, TextField, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./account.module.css";
import { NeedsPortal, usePortalName } from "./NeedsPortal";

/** Đăng nhập. Needed only to send; nothing typed before is lost. */
export default function SignInPage() {
  const go = useGo();
  const portal = usePortalName();
  const { next } = useQueryParams();
  const name = useRef("");
  const password = useRef("");
  const [missing, setMissing] = useState({ name: false, password: false });
  const signIn = useDo((given: { name: string; password: string }) => desk.signIn(given.name, given.password), {
    onSuccess: async (status) => {
      const drafts = await desk.unclaimedDrafts().catch(() => []);
      const after = next ?? workingPlace();
      toast({ text: m.signin_done({ name: status.account?.details.full_name ?? "" }) });
      go(drafts.length > 0 ? `${places.claim}?next=${encodeURIComponent(after)}` : after, { replace: true });
    },
  });
  const notConfirmed = signIn.error instanceof DeskError && signIn.error.code === "not_confirmed";
  const email = signIn.variables?.name.includes("@") ? signIn.variables.name : "";

  function submit(event: FormEvent) {
    event.preventDefault();
    const gone = { name: name.current.trim() === "", password: password.current === "" };
    setMissing(gone);
    if (gone.name) document.getElementById("sign-in-name")?.focus();
    else if (gone.password) document.getElementById("sign-in-password")?.focus();
    else signIn.mutate({ name: name.current.trim(), password: password.current });
  }

  return (
    <Page width="narrow">
      <PageHeader title={m.signin_title()} lead={m.signin_lead({ portal })} />
      <NeedsPortal />
      {notConfirmed ? (
        <Banner tone="warn" title={m.signin_not_confirmed()} announce="alert" actions={<LinkButton href={places.registered(email)}>{m.registered_resend()}</LinkButton>}>
          {signIn.error?.message}
        </Banner>
      ) : (
        <ErrorBanner error={signIn.error} />
      )}
      <Panel>
        <form className={styles.form} onSubmit={submit} noValidate>
          <TextField
            id="sign-in-name"
            label={m.signin_name()}
            required
            autoFocus
            autoComplete="username"
            error={missing.name ? m.signin_name_needed() : null}
            onValue={(value) => {
              name.current = value;
              if (missing.name) setMissing({ ...missing, name: false });
            }}
          />
          <TextField
            id="sign-in-password"
            label={m.account_password()}
            type="password"
            required
            autoComplete="current-password"
            error={missing.password ? m.signin_password_needed() : null}
            onValue={(value) => {
              password.current = value;
              if (missing.password) setMissing({ ...missing, password: false });
            }}
          />
          <div className={styles.row}>
            <Button id="sign-in-submit" kind="primary" type="submit" busy={signIn.isPending && m.signin_busy()}>
              {m.signin_submit()}
            </Button>
            <LinkButton kind="quiet" href={places.forgotten}>
              {m.signin_forgot()}
            </LinkButton>
          </div>
        </form>
      </Panel>
      <p className={styles.aside}>
        {m.signin_no_account()}{" "}
        <LinkButton kind="quiet" size="small" href={places.register}>
          {m.shell_register()}
        </LinkButton>
      </p>
    </Page>
  );
}
