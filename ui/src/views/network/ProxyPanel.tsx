import { useState, type FormEvent } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { desk, DeskError, useDeskStatus, useDo, useKeepNetwork, type NetworkSettings, type ProxyKind } from "#/backend";
import { Banner, Button, Panel, RadioGroup, TextField } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./network.module.css";

/** Which proxy; kept, and tried at once where there is a portal to try it with. */
export function ProxyPanel({ kept }: { kept: NetworkSettings }) {
  const { portal_address } = useDeskStatus();
  const keepNetwork = useKeepNetwork();
  const [proxy, setProxy] = useState<ProxyKind>(kept.proxy);
  const [address, setAddress] = useState(kept.address);
  const [user, setUser] = useState(kept.user);
  const [password, setPassword] = useState("");
  const test = useDo(desk.testPortal);
  const save = useDo(
    // A password that was not typed stays the one that is kept.
    () => desk.setProxy({ proxy, address, user, password: password === "" ? null : password }),
    {
      onSuccess: (now) => {
        keepNetwork(now);
        if (portal_address) test.mutate(portal_address);
      },
    },
  );
  const wrong = save.error instanceof DeskError ? save.error.fields.find(({ path }) => path === "address") : undefined;
  function submit(event: FormEvent) {
    event.preventDefault();
    test.reset();
    save.mutate(undefined);
  }
  const changed = () => {
    test.reset();
    save.reset();
  };
  return (
    <Panel title={m.network_proxy()} id="network-proxy">
      <form className={styles.form} onSubmit={submit} noValidate>
        <RadioGroup
          label={m.network_proxy_which()}
          value={proxy}
          onChange={(kind) => {
            setProxy(kind);
            changed();
          }}
          options={[
            { value: "system", label: m.network_proxy_system(), hint: m.network_proxy_system_hint() },
            { value: "none", label: m.network_proxy_none() },
            { value: "manual", label: m.network_proxy_manual() },
          ]}
        />
        {proxy === "manual" ? (
          <>
            <TextField
              id="proxy-address"
              label={m.network_proxy_address()}
              hint={m.network_proxy_address_hint()}
              error={wrong?.message}
              required
              defaultValue={kept.address}
              onValue={(value) => {
                setAddress(value);
                changed();
              }}
            />
            <TextField id="proxy-user" label={m.network_proxy_user()} hint={m.network_proxy_user_hint()} optional defaultValue={kept.user} onValue={setUser} />
            <TextField
              id="proxy-password"
              label={m.network_proxy_password()}
              hint={kept.password_set ? m.network_proxy_password_kept() : m.network_proxy_password_hint()}
              type="password"
              autoComplete="off"
              optional
              onValue={setPassword}
            />
          </>
        ) : null}
        <ErrorBanner error={(wrong ? null : save.error) ?? test.error} title={test.error ? m.network_test_failed() : undefined} />
        {test.data ? (
          <Banner tone="good" announce="status">
            {m.network_test_good({ name: test.data.name })}
          </Banner>
        ) : save.data && !portal_address ? (
          <Banner tone="good" announce="status">
            {m.network_saved_untested()}
          </Banner>
        ) : null}
        <div className={styles.row}>
          <Button kind="primary" type="submit" busy={(save.isPending && m.network_saving()) || (test.isPending && m.network_testing())}>
            {portal_address ? m.network_save_and_test() : m.network_save()}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
