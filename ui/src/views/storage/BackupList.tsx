import { FolderSearch, HardDrive, RotateCcw } from "lucide-react";
import { useState } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { desk, useBackups, useDo, type BackupRow } from "#/backend";
import { Button, EmptyState, Panel, Skeleton, Tag } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatBytes, formatCount, formatDateTime } from "#/text/format";
import { setRestoring } from "./restoring";
import styles from "./storage.module.css";

/** The backups there are, here or where one looks for them, each with the way to restore it. `known`: the store in use is open, so that others differ from it. */
export function BackupList({ known = true }: { known?: boolean }) {
  const own = useBackups();
  const find = useDo(desk.findBackups);
  const [elsewhere, setElsewhere] = useState(false);
  const found = elsewhere ? find.data : null;
  const shown = found ?? own.data;
  const look = () => find.mutate(undefined, { onSuccess: (there) => setElsewhere((before) => before || there !== null) });
  return (
    <Panel
      title={found ? m.storage_list_found({ folder: found.folder }) : m.storage_list()}
      id="storage-backups"
      actions={
        <>
          <Button size="small" icon={FolderSearch} onPress={look} busy={find.isPending && m.storage_loading()}>
            {m.storage_list_find()}
          </Button>
          {found ? (
            <Button size="small" icon={HardDrive} onPress={() => setElsewhere(false)}>
              {m.storage_list_own()}
            </Button>
          ) : null}
        </>
      }
    >
      <ErrorBanner error={find.error ?? own.error} />
      {!shown ? (
        own.isPending ? (
          <Skeleton words={m.storage_loading()} lines={3} />
        ) : null
      ) : shown.backups.length === 0 ? (
        <EmptyState title={m.storage_list_none()} />
      ) : (
        <ul className={styles.rows}>
          {shown.backups.map((row) => (
            <Row key={row.path} row={row} known={known} found={Boolean(found)} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ row, known, found }: { row: BackupRow; known: boolean; found: boolean }) {
  const when = formatDateTime(row.made_at);
  const what = [row.automatic ? m.storage_row_automatic() : m.storage_row_manual(), m.storage_row_dossiers({ count: formatCount(row.dossiers) }), m.storage_row_files({ count: formatCount(row.files) }), formatBytes(row.bytes)];
  return (
    <li className={styles.backup}>
      <span className={styles.words}>
        <strong>{when}</strong>
        <span className={styles.quiet}>{what.join(" · ")}</span>
        {known && row.other_store ? <Tag tone="warn">{m.storage_row_other()}</Tag> : null}
        {row.missing > 0 ? <Tag tone="warn">{m.storage_row_missing({ count: row.missing })}</Tag> : null}
      </span>
      <Button size="small" icon={RotateCcw} aria-label={m.storage_row_restore_of({ when })} onPress={() => setRestoring({ from: "backup", row, found })}>
        {m.storage_row_restore()}
      </Button>
    </li>
  );
}
