import { FolderOutput, Save } from "lucide-react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places } from "#/app/places";
import { desk, errorOfLast, useBackups, useDeskStatus, useDo, useForgetBackups } from "#/backend";
import { Banner, Button, Facts, LinkButton, Page, PageHeader, Panel, Skeleton, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatCount, formatDateTime } from "#/text/format";
import { BackupList } from "./BackupList";
import { MovePanel } from "./MovePanel";
import styles from "./storage.module.css";

/** Lưu trữ và sao lưu: what copies there are of the store, and how to come back to one. */
export default function StoragePage() {
  const training = useDeskStatus().mode === "training";
  return (
    <Page width="normal">
      <PageHeader title={m.storage_title()} lead={m.storage_lead()} back={{ href: places.settings, label: m.shell_place_settings() }} actions={<LinkButton href={places.storeKeys}>{m.keys_title()}</LinkButton>} />
      {training ? (
        <Banner tone="info">{m.storage_training()}</Banner>
      ) : (
        <div className={styles.column}>
          <BackupPanel />
          <BackupList />
          <MovePanel />
        </div>
      )}
    </Page>
  );
}

/** How the backups stand, and making one now. */
function BackupPanel() {
  const { data, error, refetch } = useBackups();
  const forget = useForgetBackups();
  const make = useDo(desk.backUp, {
    onSuccess: (row) => {
      forget();
      toast({ text: m.storage_made({ dossiers: formatCount(row.dossiers), files: formatCount(row.files) }) });
    },
  });
  const elsewhere = useDo(desk.backUpElsewhere, {
    onSuccess: (row) => {
      if (row) toast({ text: m.storage_made_at({ path: row.path }) });
    },
  });
  const choose = useDo(desk.chooseBackupFolder, {
    onSuccess: (now) => {
      if (!now) return;
      forget();
      toast({ text: m.storage_second_chosen() });
    },
  });
  const leave = useDo(desk.forgetBackupFolder, {
    onSuccess: () => {
      forget();
      toast({ text: m.storage_second_forgotten() });
    },
  });
  const failed = errorOfLast(make, elsewhere, choose, leave);
  return (
    <Panel title={m.storage_now()} id="storage-now">
      <ErrorBanner error={failed ?? error} retry={error ? () => void refetch() : undefined} />
      {data ? (
        <>
          {data.problem ? (
            <Banner tone="warn" title={m.storage_problem()}>
              {data.problem}
            </Banner>
          ) : null}
          {data.damaged_files > 0 ? (
            <Banner tone="warn" title={m.storage_damaged({ count: data.damaged_files })}>
              {m.storage_damaged_text()}
            </Banner>
          ) : null}
          <Facts
            items={[
              { name: m.storage_newest(), value: data.newest ? <strong>{formatDateTime(data.newest)}</strong> : m.storage_newest_none() },
              { name: m.storage_folder(), value: <span className={styles.path}>{data.folder}</span> },
              {
                name: m.storage_second(),
                value: data.second_folder ? (
                  <>
                    <span className={styles.path}>{data.second_folder}</span>
                    <span className={styles.quiet}>{m.storage_second_text()}</span>
                  </>
                ) : (
                  m.storage_second_none()
                ),
              },
            ]}
          />
        </>
      ) : error ? null : (
        <Skeleton words={m.storage_loading()} lines={3} />
      )}
      <div className={styles.row}>
        <Button kind="primary" icon={Save} onPress={() => make.mutate(undefined)} busy={make.isPending && m.storage_making()}>
          {m.storage_make()}
        </Button>
        <Button icon={FolderOutput} onPress={() => elsewhere.mutate(undefined)} busy={elsewhere.isPending && m.storage_making()}>
          {m.storage_make_elsewhere()}
        </Button>
        <Button kind="quiet" onPress={() => choose.mutate(undefined)}>
          {data?.second_folder ? m.storage_second_change() : m.storage_second_choose()}
        </Button>
        {data?.second_folder ? (
          <Button kind="quiet" onPress={() => leave.mutate(undefined)}>
            {m.storage_second_forget()}
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}
