import { RefreshCw, Undo2 } from "lucide-react";
import { useEffect, useRef } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { places } from "#/app/places";
import { desk, keys, useDo, type DossierView, type OutboxItem } from "#/backend";
import { Button, LinkButton } from "#/design/Button";
import { Panel } from "#/design/Panel";
import { Progress } from "#/design/Progress";
import { StatusBadge } from "#/design/Tag";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { stageTold } from "../outbox/words";
import styles from "./dossier.module.css";

const failed = (error: Error) => toast({ text: error.message, tone: "bad" });

/** A dossier in the outbox: that it is not submitted yet, how far it is, and how to take it back. */
export function OnItsWay({ dossier, item }: { dossier: DossierView; item: OutboxItem | undefined }) {
  const client = useQueryClient();
  const again = () => Promise.all([client.invalidateQueries({ queryKey: keys.dossier(dossier.id) }), client.invalidateQueries({ queryKey: keys.outbox })]);
  const recall = useDo(() => desk.recall(dossier.id), { onSuccess: () => toast({ text: m.dossier_recalled() }), onError: failed, onSettled: again });
  const retry = useDo(() => desk.outboxRetry(dossier.id), { onError: failed, onSettled: again });
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that led here is gone.
    if (document.activeElement === document.body) box.current?.focus({ preventScroll: true });
  }, []);
  const held = item ? item.stage === "held" : dossier.sync === "held";
  const told = stageTold(item?.stage ?? (held ? "held" : "waiting"));
  return (
    <div ref={box} tabIndex={-1} className={held ? styles.heldBox : styles.wayBox}>
      <Panel title={titleOf(dossier, item, held)} actions={<StatusBadge tone={told.tone}>{told.words}</StatusBadge>}>
        <p className={styles.wayWords}>{(held ? dossier.held_reason : null) ?? item?.words ?? m.dossier_not_submitted_yet_detail()}</p>
        {item && item.bytes_total > 0 && !held ? (
          <Progress label={m.outbox_progress()} quietLabel bytesDone={item.bytes_done} bytesTotal={item.bytes_total} secondsLeft={item.seconds_left} still={item.stage !== "uploading"} />
        ) : null}
        {held ? null : <p className={styles.hint}>{m.dossier_not_submitted_yet_detail()}</p>}
        <div className={styles.actions}>
          {!item || item.can_recall ? (
            <Button kind={held ? "primary" : "secondary"} icon={Undo2} onPress={() => recall.mutate(undefined)} busy={recall.isPending && m.dossier_recalling()}>
              {m.dossier_recall()}
            </Button>
          ) : null}
          {held ? (
            <Button icon={RefreshCw} onPress={() => retry.mutate(undefined)} busy={retry.isPending && m.outbox_retrying()}>
              {m.outbox_retry()}
            </Button>
          ) : null}
          <LinkButton kind="quiet" href={places.outbox}>
            {m.dossier_see_outbox()}
          </LinkButton>
        </div>
      </Panel>
    </div>
  );
}

function titleOf(dossier: DossierView, item: OutboxItem | undefined, held: boolean): string {
  if (held) return m.dossier_held();
  if (item?.kind === "supplement") return m.dossier_supplement_on_its_way();
  if (item?.kind === "withdrawal") return m.dossier_withdrawal_on_its_way();
  return dossier.sync === "sending" ? m.dossier_not_submitted_sending() : m.dossier_not_submitted_yet();
}
