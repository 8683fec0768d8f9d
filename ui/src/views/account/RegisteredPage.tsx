import { Mail } from "lucide-react";
import { useState, type FormEvent } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo, useQueryParams } from "#/app/places";
import { desk, useDeskStatus, useDo } from "#/backend";
import { Banner, Button, LinkButton, Page, PageHeader, Panel, TextField, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./account.module.css";
import { problemsOf, wholeError } from "./problems";

/** The letter is on its way; what to do with it, and what if it does not come. */
export default function RegisteredPage() {
  const go = useGo();
  const status = useDeskStatus();
  const { email: known = "" } = useQueryParams();
  const [email, setEmail] = useState(known);
  const [link, setLink] = useState("");
  const [missing, setMissing] = useState(false);
  const resend = useDo(() => desk.resendConfirmation(email));
  const confirm = useDo((token: string) => desk.confirmAccount(token), {
    onSuccess: () => {
      toast({ text: m.registered_confirmed() });
      go(places.signIn);
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(link.trim() === "");
    if (link.trim() !== "") confirm.mutate(link.trim());
  }

  return (
    <Page width="narrow">
      <PageHeader title={m.registered_title()} lead={known ? m.registered_lead({ email: known }) : undefined} />
      {status.mode === "training" ? (
        <Banner
          tone="info"
          title={m.registered_training()}
          actions={
            <LinkButton kind="primary" icon={Mail} href={places.mailbox}>
              {m.registered_open_mailbox()}
            </LinkButton>
          }
        >
          {m.registered_next()}
        </Banner>
      ) : (
        <Banner tone="info">{m.registered_next()}</Banner>
      )}
      <Panel title={m.registered_none()} lead={m.registered_none_text()}>
        {known ? null : <TextField id="resend-email" label={m.account_email()} type="email" required width="long" error={problemsOf(resend.error)[0]?.message} onValue={setEmail} />}
        <ErrorBanner error={known ? resend.error : wholeError(resend.error)} />
        {resend.isSuccess ? (
          <Banner tone="good" announce="status">
            {m.registered_resent({ email })}
          </Banner>
        ) : null}
        <div>
          <Button onPress={() => resend.mutate(undefined)} busy={resend.isPending && m.registered_resending()}>
            {m.registered_resend()}
          </Button>
        </div>
      </Panel>
      <Panel>
        <form className={styles.form} onSubmit={submit} noValidate>
          <TextField
            id="confirm-link"
            label={m.registered_paste()}
            hint={m.registered_paste_hint()}
            error={missing ? m.registered_paste_needed() : confirm.error?.message}
            onValue={(value) => {
              setLink(value);
              setMissing(false);
            }}
          />
          <div className={styles.row}>
            <Button type="submit" busy={confirm.isPending && m.registered_confirming()}>
              {m.registered_confirm()}
            </Button>
            <LinkButton kind="quiet" href={places.signIn}>
              {m.shell_sign_in()}
            </LinkButton>
          </div>
        </form>
      </Panel>
    </Page>
  );
}
