import { Search } from "lucide-react";
import { useState } from "react";
import { desk, useDo } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { goToField } from "#/design/ErrorSummary";
import { Page, PageHeader } from "#/design/Page";
import { Panel } from "#/design/Panel";
import { TextField } from "#/design/TextField";
import { m } from "#/messages/generated/messages.js";
import { Progressed } from "./Progressed";
import styles from "./follow.module.css";

const CODE = "lookup-code";
const KEY = "lookup-key";

/** Tra cứu hồ sơ by code and the key of the acknowledgement, without an account. */
export default function LookupPage() {
  const [code, setCode] = useState("");
  const [key, setKey] = useState("");
  const [tried, setTried] = useState(false);
  const lookup = useDo(() => desk.lookup(code.trim(), key.trim()));
  const noCode = code.trim() === "";
  const noKey = key.trim() === "";
  function ask() {
    setTried(true);
    if (noCode || noKey) goToField(noCode ? CODE : KEY);
    else lookup.mutate(undefined);
  }
  return (
    <Page width="normal" className={styles.page}>
      <PageHeader title={m.follow_lookup_title()} lead={m.follow_lookup_lead()} />
      <Panel>
        <form
          className={styles.lookup}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <div className={styles.lookupCode}>
            <TextField id={CODE} label={m.follow_code()} hint={m.follow_lookup_code_hint()} required error={tried && noCode ? m.follow_lookup_code_missing() : null} onValue={setCode} autoFocus />
          </div>
          <div className={styles.lookupKey}>
            <TextField id={KEY} label={m.follow_lookup_key()} hint={m.follow_lookup_key_hint()} required error={tried && noKey ? m.follow_lookup_key_missing() : null} onValue={setKey} />
          </div>
          <Button type="submit" kind="primary" icon={Search} keys="Enter" busy={lookup.isPending && m.follow_looking_up()}>
            {m.follow_lookup()}
          </Button>
        </form>
      </Panel>
      {lookup.error ? (
        <Banner tone="bad" announce="alert" title={m.follow_lookup_failed()}>
          {lookup.error.message}
        </Banner>
      ) : null}
      {lookup.data ? (
        <div role="status" className={styles.found}>
          <h2 className={styles.foundTitle}>{lookup.data.procedure_name}</h2>
          <Progressed timeline={lookup.data} />
        </div>
      ) : null}
    </Page>
  );
}
