import { FolderOpen, Inbox, Pause, Play, RefreshCw, Undo2, Zap } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";
import { places } from "#/app/places";
import { desk, keys, useDeskStatus, useDo, useOutbox, type OutboxItem, type OutboxRules, type OutboxView } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button, LinkButton } from "#/design/Button";
import { Disclosure } from "#/design/Disclosure";
import { EmptyState } from "#/design/EmptyState";
import { Page, PageHeader } from "#/design/Page";
import { Progress } from "#/design/Progress";
import { Skeleton } from "#/design/Skeleton";
import { StatusBadge } from "#/design/Tag";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { formatMoment } from "#/text/format";
import { SendingRules } from "./SendingRules";
import { clock, kindWords, stageTold } from "./words";
import styles from "./outbox.module.css";

/** Rules that ask for nothing. */
const USUAL: OutboxRules = { hours: null, kib_per_second: null };

const failed = (error: Error) => toast({ text: error.message, tone: "bad" });

/** Hộp gửi: what waits to be sent, how far it is, and why it waits. */
export default function OutboxPage() {
  const { data, error } = useOutbox();
  return (
    <Page width="normal" className={styles.page}>
      <PageHeader title={m.outbox_title()} lead={m.outbox_lead()} actions={data && data.items.length > 0 ? <Actions outbox={data} /> : null} />
      {error ? <Banner tone="bad">{error.message}</Banner> : null}
      {!data && !error ? <Skeleton words={m.outbox_loading()} /> : null}
      {data ? <Standing outbox={data} /> : null}
      {data?.items.length === 0 ? (
        <EmptyState
          icon={Inbox}
          title={m.outbox_empty()}
          actions={
            <LinkButton icon={FolderOpen} href={places.dossiers}>
              {m.outbox_see_dossiers()}
            </LinkButton>
          }
        >
          {m.outbox_empty_hint()}
        </EmptyState>
      ) : null}
      {data && data.items.length > 0 ? (
        <ul className={styles.items} aria-label={m.outbox_title()}>
          {data.items.map((item) => (
            <li key={`${item.dossier} ${item.kind}`}>
              <Item item={item} paused={data.paused} />
            </li>
          ))}
        </ul>
      ) : null}
      {data ? <SendingRules rules={data.rules ?? USUAL} /> : null}
    </Page>
  );
}

function Actions({ outbox }: { outbox: OutboxView }) {
  const status = useDeskStatus();
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: keys.outbox });
  const pause = useDo((paused: boolean) => desk.outboxPause(paused), { onError: failed, onSettled: again });
  const now = useDo(() => desk.outboxSendNow(), { onError: failed, onSettled: again });
  if (outbox.paused) {
    return (
      <Button kind="primary" icon={Play} onPress={() => pause.mutate(false)} busy={pause.isPending && m.outbox_resume()}>
        {m.outbox_resume()}
      </Button>
    );
  }
  return (
    <>
      {status.connection.state === "no_portal" ? null : (
        <Button icon={Zap} onPress={() => now.mutate(undefined)} busy={now.isPending && m.outbox_retrying()}>
          {m.outbox_send_now()}
        </Button>
      )}
      <Button icon={Pause} onPress={() => pause.mutate(true)} busy={pause.isPending && m.outbox_pause()}>
        {m.outbox_pause()}
      </Button>
    </>
  );
}

/** What holds up all of it, with what to do. */
function Standing({ outbox }: { outbox: OutboxView }) {
  const status = useDeskStatus();
  const { state, next_try } = status.connection;
  if (outbox.items.length === 0) return null;
  if (state === "no_portal") {
    return (
      <Banner tone="warn" title={m.outbox_no_portal()} actions={<LinkButton href={places.settings}>{m.outbox_choose_portal()}</LinkButton>}>
        {m.outbox_no_portal_hint()}
      </Banner>
    );
  }
  if (outbox.paused) {
    return (
      <Banner tone="warn" title={m.outbox_paused()}>
        {m.outbox_paused_hint()}
      </Banner>
    );
  }
  if (outbox.opens_at && outbox.rules?.hours) {
    const { from, until } = outbox.rules.hours;
    return (
      <Banner tone="info" title={m.outbox_closed({ at: formatMoment(outbox.opens_at) })}>
        {m.outbox_closed_hint({ from: clock(from), until: clock(until) })}
      </Banner>
    );
  }
  if (status.outbox.needs_sign_in) {
    return (
      <Banner tone="warn" title={m.outbox_needs_sign_in()} actions={<LinkButton href={places.signIn}>{m.outbox_sign_in()}</LinkButton>}>
        {m.outbox_needs_sign_in_hint()}
      </Banner>
    );
  }
  if (state === "offline" || state === "captive") {
    return (
      <Banner tone="info" title={state === "captive" ? m.outbox_captive() : m.outbox_offline()}>
        {state === "captive" ? m.outbox_captive_hint() : next_try ? m.outbox_offline_next({ at: formatMoment(next_try) }) : m.outbox_offline_hint()}
      </Banner>
    );
  }
  return null;
}

/** One dossier on its way. */
function Item({ item, paused }: { item: OutboxItem; paused: boolean }) {
  const client = useQueryClient();
  const again = () => Promise.all([client.invalidateQueries({ queryKey: keys.outbox }), client.invalidateQueries({ queryKey: keys.dossier(item.dossier) })]);
  const retry = useDo(() => desk.outboxRetry(item.dossier), { onError: failed, onSettled: again });
  const recall = useDo(() => desk.recall(item.dossier), { onError: failed, onSuccess: () => toast({ text: m.dossier_recalled(), about: item.dossier }), onSettled: again });
  const told = item.stuck ? { tone: "bad" as const, words: m.outbox_stuck() } : stageTold(item.stage);
  const held = item.stage === "held";
  const still = paused || item.stage !== "uploading";
  const name = item.applicant_name || m.dossier_no_applicant();
  const id = `outbox-${item.dossier}-${item.kind}`;
  return (
    <article className={styles.item} data-held={held || item.stuck || undefined} aria-labelledby={id}>
      <header className={styles.head}>
        <div className={styles.who}>
          <h2 id={id} className={styles.name}>
            <a href={places.dossier(item.dossier)}>{name}</a>
          </h2>
          <p className={styles.what}>{m.outbox_what({ kind: kindWords(item.kind), procedure: item.procedure_name })}</p>
        </div>
        <StatusBadge tone={told.tone}>{told.words}</StatusBadge>
      </header>
      <p className={styles.words}>{item.words}</p>
      {item.bytes_total > 0 && !held ? (
        <Progress label={m.outbox_progress_of({ name })} quietLabel bytesDone={item.bytes_done} bytesTotal={item.bytes_total} secondsLeft={item.seconds_left} still={still} />
      ) : null}
      {item.files.length > 1 && !held ? (
        <Disclosure title={m.outbox_files({ count: item.files.length })}>
          <div className={styles.files}>
            {item.files.map((file, index) => (
              <Progress key={`${index} ${file.file_name}`} label={file.file_name} bytesDone={file.bytes_done} bytesTotal={file.bytes_total} still={still} />
            ))}
          </div>
        </Disclosure>
      ) : null}
      <footer className={styles.foot}>
        <p className={styles.times}>
          {[m.outbox_queued_at({ at: formatMoment(item.queued_at) }), item.tries > 1 ? m.outbox_tries({ count: item.tries }) : "", item.next_try && !held ? m.outbox_next_try({ at: formatMoment(item.next_try) }) : ""]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <div className={styles.actions}>
          {item.can_recall ? (
            <Button size="small" kind={held ? "primary" : "quiet"} icon={Undo2} onPress={() => recall.mutate(undefined)} busy={recall.isPending && m.dossier_recalling()}>
              {m.dossier_recall()}
            </Button>
          ) : null}
          {held ? (
            <Button size="small" icon={RefreshCw} onPress={() => retry.mutate(undefined)} busy={retry.isPending && m.outbox_retrying()}>
              {m.outbox_retry()}
            </Button>
          ) : null}
        </div>
      </footer>
    </article>
  );
}
