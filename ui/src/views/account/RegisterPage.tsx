import { useRef, useState, type FormEvent } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo } from "#/app/places";
import { desk, useDo, type AccountKind, type FieldProblem, type Registration } from "#/backend";
import { Button, Checkbox, ErrorSummary, LinkButton, Page, PageHeader, Panel, Tabs, TextField } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { AccountFields, noDetails, untyped, type TypedDetails } from "./AccountFields";
import styles from "./account.module.css";
import { NeedsPortal, usePortalName } from "./NeedsPortal";
import { PasswordRule } from "./PasswordRule";
import { fieldOf, problemsOf, wholeError } from "./problems";

/** What was typed, for coming back from another place; never the password, never on the disk. */
let kept: TypedDetails = noDetails;

const PREFIX = "register-";

/** Đăng ký. */
export default function RegisterPage() {
  const go = useGo();
  const portal = usePortalName();
  // What the fields begin with, and what they hold now.
  const [defaults, setDefaults] = useState<TypedDetails>(kept);
  const details = useRef<TypedDetails>(defaults);
  const { kind } = defaults;
  const [password, setPassword] = useState("");
  const [accepts, setAccepts] = useState(false);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const [turn, setTurn] = useState(0);

  const registration = (): Registration => ({ details: untyped(details.current), password, accepts_terms: accepts });

  const register = useDo(
    async (wanted: Registration) => {
      // The desk knows the rules without the portal: everything wrong is said at once, offline too.
      const found = await desk.checkRegistration(wanted);
      if (found.length > 0) return found;
      await desk.register(wanted);
      return null;
    },
    {
      onSuccess: (found, wanted) => {
        if (found) {
          setProblems(found);
          setTurn((before) => before + 1);
        } else {
          kept = noDetails;
          go(places.registered(wanted.details.email));
        }
      },
      onError: (error) => {
        setProblems(problemsOf(error));
        setTurn((before) => before + 1);
      },
    },
  );

  /** After the first try all problems follow the typing; before it, only the field just left speaks. */
  async function look(field: string) {
    const found = await desk.checkRegistration(registration()).catch(() => []);
    setProblems((before) => (turn > 0 ? found : [...before.filter((one) => fieldOf(one.path) !== field), ...found.filter((one) => fieldOf(one.path) === field)]));
  }

  function leave(field: Exclude<keyof TypedDetails, "kind">) {
    if (turn > 0 || details.current[field].trim() !== "") void look(field);
  }

  const error = (field: string) => problems.find((one) => fieldOf(one.path) === field)?.message;

  function submit(event: FormEvent) {
    event.preventDefault();
    register.mutate(registration());
  }

  return (
    <Page width="narrow">
      <PageHeader
        title={m.register_title()}
        lead={m.register_lead({ portal })}
        actions={
          <span className={styles.aside}>
            {m.register_have()} <LinkButton kind="quiet" size="small" href={places.signIn}>{m.shell_sign_in()}</LinkButton>
          </span>
        }
      />
      <NeedsPortal />
      {turn > 0 ? <ErrorSummary title={m.register_problems({ count: problems.length })} problems={problems.map((one) => ({ target: PREFIX + fieldOf(one.path), message: one.message }))} turn={turn} /> : null}
      <ErrorBanner error={wholeError(register.error)} />
      <form className={styles.form} onSubmit={submit} noValidate>
        <Panel title={m.register_person()}>
          <Tabs<AccountKind>
            label={m.account_kind()}
            value={kind}
            onChange={(chosen) => {
              // Names and addresses go along; a number of one kind is no number of another.
              details.current = { ...details.current, kind: chosen, id_number: "" };
              kept = details.current;
              setDefaults(details.current);
              setProblems([]);
              setTurn(0);
            }}
            items={[
              { id: "citizen", label: m.account_citizen() },
              { id: "business", label: m.account_business() },
              { id: "organisation", label: m.account_organisation() },
            ]}
          >
            <div className={styles.fields}>
              <AccountFields
                kind={kind}
                prefix={PREFIX}
                defaults={defaults}
                onValue={(field, value) => {
                  details.current = { ...details.current, [field]: value };
                  kept = details.current;
                }}
                onLeave={leave}
                error={error}
              />
            </div>
          </Tabs>
        </Panel>
        <Panel title={m.register_security()}>
          <TextField
            id={`${PREFIX}password`}
            label={m.account_password()}
            type="password"
            required
            width="long"
            autoComplete="new-password"
            error={error("password")}
            onValue={setPassword}
            onLeave={(value) => {
              if (turn > 0 || value !== "") void look("password");
            }}
          />
          <PasswordRule password={password} />
        </Panel>
        <Panel title={m.register_consent()}>
          <div className={styles.purpose}>
            <h3 className={styles.purposeTitle}>{m.register_purpose_title()}</h3>
            <ul>
              <li>{m.register_purpose_what()}</li>
              <li>{m.register_purpose_why()}</li>
              <li>{m.register_purpose_who()}</li>
              <li>{m.register_purpose_rights()}</li>
            </ul>
          </div>
          <Checkbox
            id={`${PREFIX}accepts_terms`}
            selected={accepts}
            required
            error={error("accepts_terms")}
            onChange={(now) => {
              setAccepts(now);
              if (now) setProblems((before) => before.filter((one) => one.path !== "accepts_terms"));
            }}
          >
            {m.register_accept()}
          </Checkbox>
          <div>
            <Button id="register-submit" kind="primary" size="large" type="submit" busy={register.isPending && m.register_sending()}>
              {m.register_submit()}
            </Button>
          </div>
        </Panel>
      </form>
    </Page>
  );
}
