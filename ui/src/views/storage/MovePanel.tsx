import { PackagePlus } from "lucide-react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places } from "#/app/places";
import { desk, useDeskStatus, useDo } from "#/backend";
import { Banner, Button, LinkButton, Panel } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatBytes, formatCount } from "#/text/format";
import { OpenPackage } from "./OpenPackage";
import styles from "./storage.module.css";

/** Everything in one file for another computer, and such a file from another. */
export function MovePanel() {
  const { recovery_code_unseen, store } = useDeskStatus();
  const unseen = recovery_code_unseen && !(store.kind === "open" && store.slots.includes("passphrase"));
  const make = useDo(desk.exportPackage);
  const made = make.data;
  return (
    <Panel title={m.storage_move()} lead={m.storage_move_text()} id="storage-move">
      {unseen ? (
        <Banner
          tone="warn"
          actions={
            <LinkButton size="small" href={`${places.recoveryCode}?next=${encodeURIComponent(places.storage)}`}>
              {m.storage_move_see_code()}
            </LinkButton>
          }
        >
          {m.storage_move_unseen()}
        </Banner>
      ) : null}
      <ErrorBanner error={make.error} />
      {made ? (
        <Banner tone="good" announce="status" title={m.storage_move_exported({ dossiers: formatCount(made.dossiers), files: formatCount(made.files), size: formatBytes(made.bytes) })}>
          <p className={styles.path}>{m.storage_move_exported_text({ path: made.path })}</p>
          {made.missing > 0 ? <p>{m.storage_move_missing({ count: made.missing })}</p> : null}
        </Banner>
      ) : null}
      <div className={styles.row}>
        <Button icon={PackagePlus} onPress={() => make.mutate(undefined)} busy={make.isPending && m.storage_move_exporting()}>
          {m.storage_move_export()}
        </Button>
        <OpenPackage>{m.storage_open()}</OpenPackage>
      </div>
    </Panel>
  );
}
