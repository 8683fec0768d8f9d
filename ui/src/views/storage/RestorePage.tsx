import { KeyRound, RotateCcw } from "lucide-react";
import { useState, type FormEvent } from "react";
import { BrandMark } from "#/app/BrandMark";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places } from "#/app/places";
import { desk, DeskError, useDeskStatus, useDo, useOtherStore, type KeySlot, type Restored } from "#/backend";
import { Banner, Button, Facts, PageHeader, Panel, RadioGroup, TextField } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatBytes, formatCount, formatDateTime } from "#/text/format";
import { BackupList } from "./BackupList";
import { OpenPackage } from "./OpenPackage";
import { setRestoring, type Restoring } from "./restoring";
import styles from "./storage.module.css";

type Chosen = Exclude<Restoring, { from: "choose" }>;

/** A backup or a package takes the place of the store in use: chosen, asked, unlocked, done. */
export default function RestorePage({ restoring }: { restoring: Restoring }) {
  return (
    <div className={styles.outside}>
      <main id="main" className={styles.inside}>
        <BrandMark size="3.5rem" />
        {restoring.from === "choose" ? <Choose /> : <Ask key={restoring.from === "backup" ? restoring.row.path : restoring.name} chosen={restoring} />}
      </main>
    </div>
  );
}

/** For who has no store open: which backup, or which package. */
function Choose() {
  return (
    <>
      <PageHeader title={m.restore_title()} lead={m.restore_lead()} />
      <BackupList known={false} />
      <div className={styles.row}>
        <OpenPackage>{m.storage_open()}</OpenPackage>
        <Button onPress={() => setRestoring(null)}>{m.design_cancel()}</Button>
      </div>
    </>
  );
}

interface Secret {
  slot: KeySlot;
  secret: string;
}

const codeOf = (error: unknown) => (error instanceof DeskError ? error.code : null);

/** Tries it; a backup of a store that is not open may be this computer's own, whose keyring opens it. */
async function restore(chosen: Chosen, open: boolean, given: Secret | null): Promise<Restored> {
  if (chosen.from === "package") return desk.importPackage(given?.slot ?? null, given?.secret ?? null);
  const { row, found } = chosen;
  const ask = (secret: Secret | null) => desk.restoreBackup(row.id, found, secret?.slot ?? null, secret?.secret ?? null);
  if (given || open) return ask(given);
  try {
    return await ask({ slot: "keyring", secret: "" });
  } catch (error) {
    // Whatever the keyring said: a person can open it by hand. What is wrong with the backup itself they should read.
    if (codeOf(error) === "bad_file" || codeOf(error) === "disk_full" || codeOf(error) === "not_found") throw error;
    return ask(null);
  }
}

function Ask({ chosen }: { chosen: Chosen }) {
  const open = useDeskStatus().store.kind === "open";
  const otherStore = useOtherStore();
  const [unlocking, setUnlocking] = useState(open && chosen.from === "backup" && chosen.row.other_store);
  const bring = useDo((secret: Secret | null) => restore(chosen, open, secret), {
    onSuccess: otherStore,
    onError: (error) => {
      if (codeOf(error) === "locked" || codeOf(error) === "wrong_key") setUnlocking(true);
    },
  });
  const wrong = codeOf(bring.error) === "wrong_key" && Boolean(bring.variables);
  const other = codeOf(bring.error) === "locked" || codeOf(bring.error) === "wrong_key" ? null : bring.error;
  if (bring.data) return <Done restored={bring.data} />;
  const working = bring.isPending && m.restore_working();
  const go = chosen.from === "package" ? m.restore_do_package() : m.restore_do();
  return (
    <>
      <PageHeader title={chosen.from === "package" ? m.restore_package_title({ name: chosen.name }) : m.restore_backup_title({ when: formatDateTime(chosen.row.made_at) })} />
      {chosen.from === "backup" ? (
        <Facts
          items={[
            { name: m.restore_dossiers(), value: formatCount(chosen.row.dossiers) },
            { name: m.restore_files(), value: formatCount(chosen.row.files) },
            { name: m.restore_bytes(), value: formatBytes(chosen.row.bytes) },
            ...(chosen.row.missing > 0 ? [{ name: m.restore_done_missing(), value: formatCount(chosen.row.missing) }] : []),
          ]}
        />
      ) : null}
      <Panel title={m.restore_what()}>
        <ul className={styles.points}>
          <li>{m.restore_what_aside()}</li>
          <li>{m.restore_what_later()}</li>
          <li>{m.restore_what_sign_in()}</li>
        </ul>
      </Panel>
      <ErrorBanner error={other} />
      {unlocking ? (
        <Unlock action={go} wrong={wrong} working={working} onSecret={(secret) => bring.mutate(secret)} />
      ) : (
        <div className={styles.row}>
          <Button kind="primary" icon={RotateCcw} onPress={() => bring.mutate(null)} busy={working} autoFocus>
            {go}
          </Button>
          <Cancel busy={bring.isPending} />
        </div>
      )}
    </>
  );
}

function Cancel({ busy }: { busy: boolean }) {
  return (
    <Button isDisabled={busy} onPress={() => setRestoring(null)}>
      {m.design_cancel()}
    </Button>
  );
}

/** The recovery code or the passphrase of the store that it was made from. */
function Unlock({ action, wrong, working, onSecret }: { action: string; wrong: boolean; working: string | false; onSecret: (secret: Secret) => void }) {
  const [slot, setSlot] = useState<"recovery" | "passphrase">("recovery");
  const [secret, setSecret] = useState("");
  const [missing, setMissing] = useState(false);
  function submit(event: FormEvent) {
    event.preventDefault();
    const empty = secret.trim() === "";
    setMissing(empty);
    if (!empty) onSecret({ slot, secret: slot === "recovery" ? secret.trim() : secret });
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p>{m.restore_secret()}</p>
      <RadioGroup
        label={m.restore_secret_kind()}
        value={slot}
        onChange={(other) => {
          setSlot(other);
          setSecret("");
        }}
        options={[
          { value: "recovery", label: m.locked_recovery() },
          { value: "passphrase", label: m.locked_passphrase() },
        ]}
        inline
      />
      <TextField
        key={slot}
        id="restore-secret"
        label={slot === "passphrase" ? m.locked_passphrase() : m.locked_recovery()}
        hint={slot === "recovery" ? m.locked_recovery_hint() : undefined}
        type={slot === "passphrase" ? "password" : "text"}
        error={missing ? m.restore_secret_needed() : wrong ? m.restore_secret_wrong() : null}
        required
        autoFocus
        onValue={(value) => {
          setSecret(value);
          setMissing(false);
        }}
      />
      <div className={styles.row}>
        <Button kind="primary" type="submit" icon={KeyRound} busy={working}>
          {action}
        </Button>
        <Cancel busy={working !== false} />
      </div>
    </form>
  );
}

function Done({ restored }: { restored: Restored }) {
  return (
    <>
      <PageHeader title={m.restore_done()} />
      <Banner tone="good" announce="status">
        {m.restore_done_lead({ when: formatDateTime(restored.made_at) })}
      </Banner>
      <Facts
        items={[
          { name: m.restore_dossiers(), value: formatCount(restored.dossiers) },
          { name: m.restore_files(), value: formatCount(restored.files) },
          ...(restored.missing > 0 ? [{ name: m.restore_done_missing(), value: m.restore_done_missing_text({ count: formatCount(restored.missing) }) }] : []),
          { name: m.restore_done_aside(), value: <span className={styles.path}>{restored.set_aside}</span> },
        ]}
      />
      <div>
        <Button
          kind="primary"
          autoFocus
          onPress={() => {
            // A bare "#/" would mean: where the person was last, in the store before.
            window.location.hash = `${places.desk}?from=restore`;
            setRestoring(null);
          }}
        >
          {m.restore_done_next()}
        </Button>
      </div>
    </>
  );
}
