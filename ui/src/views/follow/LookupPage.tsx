import { Search } from "lucide-react";
import { useState } from "react";
import { desk, useDo } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { Page, PageHeader } from "#/design/Page";
import { Panel } from "#/design/Panel";
import { TextField } from "#/design/TextField";
import { m } from "#/messages/generated/messages.js";
import { Progressed } from "./Progressed";
import styles from "./follow.module.css";

/** Tra cứu hồ sơ by code and the key of the acknowledgement, without an account. */
export default function LookupPage() {
  const [code, setCode] = useState("");
  const [key, setKey] = useState("");
  const [tried, setTried] = useState(false);
  const lookup = useDo(() => desk.lookup(code.trim(), key.trim()));
  const noCode = tried && code.trim() === "";
  const noKey = tried && key.trim() === "";
  return (
    <Page width="normal">
      <PageHeader title={m.follow_lookup_title()} lead={m.follow_lookup_lead()} />
      <div className={styles.stack}>
        <Panel>
          <form
            className={styles.lookup}
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              setTried(true);
              if (code.trim() && key.trim()) lookup.mutate(undefined);
            }}
          >
            {/* The one purpose of this place. */}
            {/* eslint-disable-next-line jsx-a11y-x/no-autofocus */}
            <TextField id="lookup-code" label={m.follow_code()} hint={m.follow_lookup_code_hint()} required width="long" error={noCode ? m.follow_lookup_code_missing() : null} onValue={setCode} autoFocus />
            <TextField id="lookup-key" label={m.follow_lookup_key()} hint={m.follow_lookup_key_hint()} required width="medium" error={noKey ? m.follow_lookup_key_missing() : null} onValue={setKey} />
            <div>
              <Button type="submit" kind="primary" icon={Search} busy={lookup.isPending && m.follow_looking_up()}>
                {m.follow_lookup()}
              </Button>
            </div>
          </form>
        </Panel>
        {lookup.error ? (
          <Banner tone="bad" announce="alert">
            {lookup.error.message}
          </Banner>
        ) : null}
        {lookup.data ? <Progressed timeline={lookup.data} /> : null}
      </div>
    </Page>
  );
}
