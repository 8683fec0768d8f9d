import { Inbox, Pause, Play, RefreshCw, Undo2, Zap } from "lucide-react";
import { places } from "#/app/places";
import { desk, useDeskStatus, useDo, useOutbox, type OutboxItem, type OutboxStage } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button, LinkButton } from "#/design/Button";
import { EmptyState } from "#/design/EmptyState";
import { Page, PageHeader } from "#/design/Page";
import { Panel } from "#/design/Panel";
import { Progress } from "#/design/Progress";
import { Skeleton } from "#/design/Skeleton";
import { StatusBadge, type Tone } from "#/design/Tag";
import { toast } from "#/design/Toast";
import { m } from "#/messages/generated/messages.js";
import { formatMoment } from "#/text/format";
import styles from "./outbox.module.css";

const failed = (error: Error) => toast({ text: error.message, tone: "bad" });

/** Hộp gửi: what waits to be sent, how far it is, and why it waits. */
export default function OutboxPage() {
  const { data, error } = useOutbox();
  const status = useDeskStatus();
  const pause = useDo((paused: boolean) => desk.outboxPause(paused), { onError: failed });
  const now = useDo(() => desk.outboxSendNow(), { onError: failed });
  const empty = data?.items.length === 0;
  return (
    <Page width="normal">
      <PageHeader
        title={m.outbox_title()}
        lead={m.outbox_lead()}
        actions={
          empty || !data ? null : (
            <>
              {data.paused ? (
                <Button kind="primary" icon={Play} onPress={() => pause.mutate(false)}>
                  {m.outbox_resume()}
                </Button>
              ) : (
                <>
                  <Button icon={Zap} onPress={() => now.mutate(undefined)}>
                    {m.outbox_send_now()}
                  </Button>
                  <Button icon={Pause} onPress={() => pause.mutate(true)}>
                    {m.outbox_pause()}
                  </Button>
                </>
              )}
            </>
          )
        }
      />
      {status.outbox.needs_sign_in ? (
        <Banner tone="warn" title={m.outbox_needs_sign_in()} actions={<LinkButton href={places.signIn}>{m.outbox_sign_in()}</LinkButton>}>
          {m.outbox_needs_sign_in_hint()}
        </Banner>
      ) : null}
      {status.connection.state === "no_portal" && !empty ? (
        <Banner tone="warn" title={m.outbox_no_portal()} actions={<LinkButton href={places.settings}>{m.outbox_choose_portal()}</LinkButton>}>
          {m.outbox_no_portal_hint()}
        </Banner>
      ) : null}
      {error ? <Banner tone="bad">{error.message}</Banner> : null}
      {!data && !error ? <Skeleton words={m.outbox_loading()} /> : null}
      {empty ? (
        <EmptyState icon={Inbox} title={m.outbox_empty()}>
          {m.outbox_empty_hint()}
        </EmptyState>
      ) : null}
      <ul className={styles.items} aria-label={m.outbox_title()}>
        {data?.items.map((item) => (
          <li key={item.dossier}>
            <Item item={item} paused={data.paused} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function stageTold(stage: OutboxStage): { tone: Tone; words: string } {
  switch (stage) {
    case "waiting":
      return { tone: "waiting", words: m.outbox_stage_waiting() };
    case "needs_sign_in":
      return { tone: "warn", words: m.outbox_stage_needs_sign_in() };
    case "registering":
      return { tone: "active", words: m.outbox_stage_registering() };
    case "uploading":
      return { tone: "active", words: m.outbox_stage_uploading() };
    case "submitting":
      return { tone: "active", words: m.outbox_stage_submitting() };
    case "checking":
      return { tone: "active", words: m.outbox_stage_checking() };
    case "held":
      return { tone: "bad", words: m.outbox_stage_held() };
  }
}

function kindTold(item: OutboxItem): string {
  switch (item.kind) {
    case "submission":
      return m.outbox_kind_submission();
    case "supplement":
      return m.outbox_kind_supplement();
    case "withdrawal":
      return m.outbox_kind_withdrawal();
  }
}

function Item({ item, paused }: { item: OutboxItem; paused: boolean }) {
  const told = stageTold(item.stage);
  const retry = useDo(() => desk.outboxRetry(item.dossier), { onError: failed });
  const recall = useDo(() => desk.recall(item.dossier), { onError: failed, onSuccess: () => toast({ text: m.dossier_recalled() }) });
  return (
    <Panel
      title={item.applicant_name || m.dossier_no_applicant()}
      lead={`${kindTold(item)} · ${item.procedure_name}`}
      actions={<StatusBadge tone={told.tone}>{told.words}</StatusBadge>}
    >
      <div className={styles.item}>
        <p className={styles.words} data-held={item.stage === "held" || undefined}>
          {item.words}
        </p>
        {item.bytes_total > 0 ? (
          <Progress label={m.outbox_progress()} bytesDone={item.bytes_done} bytesTotal={item.bytes_total} secondsLeft={item.seconds_left} still={paused || item.stage !== "uploading"} />
        ) : null}
        {item.files.length > 1 ? (
          <details className={styles.files}>
            <summary>{m.outbox_files({ count: item.files.length })}</summary>
            {item.files.map((file) => (
              <Progress key={file.file_name} label={file.file_name} bytesDone={file.bytes_done} bytesTotal={file.bytes_total} still={item.stage !== "uploading"} />
            ))}
          </details>
        ) : null}
        <p className={styles.times}>
          {m.outbox_queued_at({ at: formatMoment(item.queued_at) })}
          {item.tries > 1 ? ` · ${m.outbox_tries({ count: item.tries })}` : ""}
          {item.next_try ? ` · ${m.outbox_next_try({ at: formatMoment(item.next_try) })}` : ""}
        </p>
        <div className={styles.actions}>
          {item.stage === "held" ? (
            <Button kind="primary" icon={RefreshCw} onPress={() => retry.mutate(undefined)} busy={retry.isPending && m.outbox_retrying()}>
              {m.outbox_retry()}
            </Button>
          ) : null}
          <LinkButton href={places.dossier(item.dossier)}>{m.outbox_open()}</LinkButton>
          {item.can_recall ? (
            <Button kind="quiet" icon={Undo2} onPress={() => recall.mutate(undefined)}>
              {m.dossier_recall()}
            </Button>
          ) : null}
        </div>
      </div>
    </Panel>
  );
}
