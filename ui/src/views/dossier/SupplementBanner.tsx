import { useState } from "react";
import { desk, useDo, type DossierView, type SupplementView } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { TextArea } from "#/design/TextField";
import { toast } from "#/design/Toast";
import { m } from "#/messages/generated/messages.js";
import { formatDate, formatDateTime } from "#/text/format";
import styles from "./dossier.module.css";

/** What the agency wants corrected, item by item, and the way to send the answer. */
export function SupplementBanner({ dossier, supplement }: { dossier: DossierView; supplement: SupplementView }) {
  const [note, setNote] = useState("");
  const answer = useDo(() => desk.answerSupplement(dossier.id, note), {
    onSuccess: () => toast({ text: m.dossier_supplement_queued(), detail: m.dossier_queued_detail() }),
  });
  return (
    <Banner tone="warn" title={m.dossier_supplement_title({ officer: supplement.officer, at: formatDateTime(supplement.asked_at) })}>
      <p className={styles.plain}>{supplement.until ? m.dossier_supplement_until({ date: formatDate(supplement.until) }) : m.dossier_supplement_lead()}</p>
      <ol className={styles.supplement}>
        {supplement.items.map((item) => (
          <li key={`${item.component ?? ""} ${item.reason}`}>
            <strong>{item.component_name}</strong>: {item.reason}
          </li>
        ))}
      </ol>
      {dossier.editable ? (
        <>
          <TextArea label={m.dossier_supplement_note()} optional rows={2} maxLength={2000} onValue={setNote} />
          {answer.error ? (
            <Banner tone="bad" announce="alert">
              {answer.error.message}
            </Banner>
          ) : null}
          <div className={styles.onward}>
            <Button kind="primary" onPress={() => answer.mutate(undefined)} busy={answer.isPending && m.dossier_submitting()}>
              {m.dossier_supplement_send()}
            </Button>
          </div>
        </>
      ) : null}
    </Banner>
  );
}
