import { LogIn, LogOut, ReceiptText } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places } from "#/app/places";
import { desk, useDeskStatus, useDo, type Account } from "#/backend";
import { Banner, Button, ConfirmDialog, EmptyState, ErrorSummary, LinkButton, Page, PageHeader, Panel, StatusBadge, Tag, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { AccountFields, typed, untyped, type TypedDetails } from "./AccountFields";
import styles from "./account.module.css";
import { fieldOf, problemsOf, wholeError } from "./problems";

const kinds = { citizen: m.account_citizen, business: m.account_business, organisation: m.account_organisation };

/** Trang cá nhân. */
export default function ProfilePage() {
  const { account } = useDeskStatus();
  if (!account) {
    return (
      <Page width="normal">
        <PageHeader title={m.profile_title()} />
        <Panel>
          <EmptyState
            icon={LogIn}
            title={m.profile_none_title()}
            actions={
              <>
                <LinkButton kind="primary" href={places.signIn}>
                  {m.shell_sign_in()}
                </LinkButton>
                <LinkButton href={places.register}>{m.shell_register()}</LinkButton>
              </>
            }
          >
            {m.profile_none_text()}
          </EmptyState>
        </Panel>
      </Page>
    );
  }
  const { details } = account;
  return (
    <Page width="normal">
      <PageHeader title={m.profile_title()} lead={details.organisation_name ?? details.full_name} tags={<Tag>{kinds[details.kind]()}</Tag>} />
      <div className={styles.columns}>
        <Details key={`${account.id} ${account.version}`} account={account} />
        <div className={styles.side}>
          <Panel title={m.shell_place_transactions()} lead={m.profile_transactions_text()}>
            <div>
              <LinkButton kind="primary" icon={ReceiptText} href={places.transactions}>
                {m.profile_transactions_open()}
              </LinkButton>
            </div>
          </Panel>
          <Session />
        </div>
      </div>
    </Page>
  );
}

const PREFIX = "profile-";

function Details({ account }: { account: Account }) {
  const details = useRef<TypedDetails>(typed(account.details));
  const [turn, setTurn] = useState(0);
  const [unchanged, setUnchanged] = useState(false);
  const save = useDo(desk.saveAccount, { onSuccess: () => toast({ text: m.profile_saved() }), onError: () => setTurn((before) => before + 1) });
  const problems = problemsOf(save.error);

  function submit(event: FormEvent) {
    event.preventDefault();
    const now = untyped(details.current);
    const same = JSON.stringify(now) === JSON.stringify(untyped(typed(account.details)));
    setUnchanged(same);
    if (!same) save.mutate(now);
  }

  return (
    <Panel title={m.profile_details()} lead={m.profile_details_lead()}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <ErrorSummary title={m.register_problems({ count: problems.length })} problems={problems.map((one) => ({ target: PREFIX + fieldOf(one.path), message: one.message }))} turn={turn} />
        <ErrorBanner error={wholeError(save.error)} />
        <div className={styles.fields}>
          <AccountFields
            kind={account.details.kind}
            prefix={PREFIX}
            defaults={typed(account.details)}
            onValue={(field, value) => {
              details.current = { ...details.current, [field]: value };
              setUnchanged(false);
            }}
            onLeave={() => undefined}
            error={(field) => problems.find((one) => fieldOf(one.path) === field)?.message}
          />
        </div>
        <div className={styles.row}>
          <Button kind="primary" type="submit" busy={save.isPending && m.profile_saving()}>
            {m.profile_save()}
          </Button>
          <span role="status" className={styles.aside}>
            {unchanged ? m.profile_unchanged() : ""}
          </span>
        </div>
      </form>
    </Panel>
  );
}

function Session() {
  const status = useDeskStatus();
  const [asking, setAsking] = useState(false);
  const signOut = useDo(desk.signOut, { onSuccess: () => toast({ text: m.profile_signed_out() }) });
  return (
    <Panel title={m.profile_session()}>
      {status.session_valid ? (
        <div>
          <StatusBadge tone="good">{m.profile_session_valid()}</StatusBadge>
        </div>
      ) : (
        <Banner
          tone="warn"
          actions={
            <LinkButton kind="primary" href={places.signIn}>
              {m.profile_sign_in_again()}
            </LinkButton>
          }
        >
          {m.profile_session_ended()}
        </Banner>
      )}
      <p className={styles.quiet}>{m.profile_sign_out_text()}</p>
      <ErrorBanner error={signOut.error} />
      <div className={styles.row}>
        <Button icon={LogOut} onPress={() => signOut.mutate(false)} busy={signOut.isPending && m.profile_signing_out()}>
          {m.profile_sign_out()}
        </Button>
        <Button kind="quiet" onPress={() => setAsking(true)}>
          {m.profile_sign_out_all()}
        </Button>
      </div>
      <ConfirmDialog title={m.profile_sign_out_all()} open={asking} action={m.profile_sign_out_all()} onConfirm={() => signOut.mutate(true)} onClose={() => setAsking(false)}>
        <p>{m.profile_sign_out_all_text()}</p>
      </ConfirmDialog>
    </Panel>
  );
}
