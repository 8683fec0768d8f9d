import { useState } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo } from "#/app/places";
import { desk, useDeskStatus, useDo, type LinkState } from "#/backend";
import { Banner, Button, Facts, LinkButton, Panel, StatusBadge, toast, type Tone } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatMoment } from "#/text/format";
import { PortalForm } from "#/views/start/PortalForm";
import styles from "./settings.module.css";

const links: Record<LinkState, { tone: Tone; words: () => string }> = {
  no_portal: { tone: "idle", words: m.shell_link_no_portal },
  checking: { tone: "active", words: m.shell_link_checking },
  online: { tone: "good", words: m.shell_link_online },
  offline: { tone: "warn", words: m.shell_link_offline },
  captive: { tone: "warn", words: m.shell_link_captive },
};

/** Which portal the store is bound to, how the link stands, and how to change it. */
export function PortalPanel() {
  const status = useDeskStatus();
  const go = useGo();
  const [changing, setChanging] = useState(false);
  const check = useDo(desk.checkConnection);
  const { connection, portal, portal_address, mode } = status;
  const link = links[connection.state];
  const training = mode === "training";

  return (
    <Panel title={m.settings_portal()} id="settings-portal">
      {portal_address ? (
        <Facts
          items={[
            { name: m.settings_portal_now(), value: <strong>{portal?.name ?? portal_address}</strong> },
            { name: m.settings_portal_address(), value: portal_address },
            { name: m.settings_portal_state(), value: <StatusBadge tone={link.tone}>{link.words()}</StatusBadge> },
            ...(connection.last_contact ? [{ name: m.settings_portal_contact(), value: formatMoment(connection.last_contact) }] : []),
          ]}
        />
      ) : (
        <p>{m.settings_portal_none()}</p>
      )}
      <ErrorBanner error={check.error} />
      {training ? (
        <Banner tone="info">{m.settings_portal_training()}</Banner>
      ) : changing || !portal_address ? (
        <PortalForm
          address={portal_address}
          onConnected={(now) => {
            setChanging(false);
            toast({ text: m.portal_connected({ name: now.portal?.name ?? now.portal_address ?? "" }) });
            if (now.recovery_code_unseen) go(`${places.recoveryCode}?next=${encodeURIComponent(places.settings)}`);
          }}
        />
      ) : null}
      {portal_address ? (
        <div className={styles.row}>
          <Button onPress={() => check.mutate()} busy={check.isPending && m.settings_portal_checking()}>
            {m.settings_portal_check()}
          </Button>
          {training || changing ? null : (
            <Button kind="quiet" onPress={() => setChanging(true)}>
              {m.settings_portal_change()}
            </Button>
          )}
          {training ? null : (
            <LinkButton kind="quiet" href={places.network}>
              {m.network_link()}
            </LinkButton>
          )}
        </div>
      ) : null}
      {portal_address && !training ? <p className={styles.quiet}>{m.settings_portal_bound()}</p> : null}
    </Panel>
  );
}
