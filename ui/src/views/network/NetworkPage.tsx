import { ErrorBanner } from "#/app/ErrorBanner";
import { places } from "#/app/places";
import { useDeskStatus, useNetwork } from "#/backend";
import { Banner, Page, PageHeader, Skeleton } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { CertificatePanel } from "./CertificatePanel";
import { ProxyPanel } from "./ProxyPanel";
import styles from "./network.module.css";

/** Mạng: through which proxy this computer goes to the portal, and whose certificates it trusts. */
export default function NetworkPage() {
  const training = useDeskStatus().mode === "training";
  const { data, error, refetch } = useNetwork();
  return (
    <Page width="normal">
      <PageHeader title={m.network_title()} lead={m.network_lead()} back={{ href: places.settings, label: m.shell_place_settings() }} />
      {training ? (
        <Banner tone="info">{m.network_training()}</Banner>
      ) : (
        <div className={styles.column}>
          <ErrorBanner error={error} retry={() => void refetch()} />
          {data ? (
            <>
              <ProxyPanel kept={data} />
              <CertificatePanel file={data.certificate} />
            </>
          ) : error ? null : (
            <Skeleton words={m.network_loading()} lines={4} />
          )}
        </div>
      )}
    </Page>
  );
}
