import { FileKey } from "lucide-react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { desk, errorOfLast, useDo, useKeepNetwork, type CertificateFile } from "#/backend";
import { Button, Facts, Panel, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatCount } from "#/text/format";
import styles from "./network.module.css";

/** An authority of the office's own, for a portal (or a proxy that looks inside) whose certificate the system does not know. */
export function CertificatePanel({ file }: { file: CertificateFile | null }) {
  const keepNetwork = useKeepNetwork();
  const choose = useDo(desk.chooseCertificate, {
    onSuccess: (now) => {
      if (!now) return;
      keepNetwork(now);
      toast({ text: m.network_certificate_kept() });
    },
  });
  const forget = useDo(desk.forgetCertificate, {
    onSuccess: (now) => {
      keepNetwork(now);
      toast({ text: m.network_certificate_forgotten() });
    },
  });
  return (
    <Panel title={m.network_certificate()} lead={m.network_certificate_text()} id="network-certificate">
      <ErrorBanner error={errorOfLast(choose, forget)} />
      {file ? (
        <Facts
          items={[
            { name: m.network_certificate_file(), value: <strong className={styles.code}>{file.name}</strong> },
            { name: m.network_certificate_count(), value: formatCount(file.count) },
            { name: m.network_certificate_sha(), value: <code className={styles.code}>{file.sha256.match(/.{1,4}/g)?.join(" ")}</code> },
          ]}
        />
      ) : (
        <p>{m.network_certificate_none()}</p>
      )}
      <div className={styles.row}>
        <Button icon={FileKey} onPress={() => choose.mutate(undefined)}>
          {file ? m.network_certificate_change() : m.network_certificate_choose()}
        </Button>
        {file ? (
          <Button kind="quiet" onPress={() => forget.mutate(undefined)}>
            {m.network_certificate_forget()}
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}
