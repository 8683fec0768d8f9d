import { ExternalLink, RefreshCw, XCircle } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";
import { desk, errorOfLast, keys, useDo, type AttemptView, type Transaction } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { Panel } from "#/design/Panel";
import { Working } from "#/design/Progress";
import { m } from "#/messages/generated/messages.js";
import { formatMoment } from "#/text/format";
import { Qr } from "./Qr";
import styles from "./payments.module.css";

/** An attempt whose outcome is not known yet: no second one beside it; only the portal's word ends it. */
export function Pending({ attempt, put }: { attempt: AttemptView | null; put: (transaction: Transaction) => void }) {
  const client = useQueryClient();
  const uid = attempt?.uid ?? "";
  const open = useDo(() => desk.openPayment(uid));
  const cancel = useDo(() => desk.cancelPayment(uid), { onSuccess: put });
  const ask = useDo(() => desk.transactions(true), { onSuccess: (answer) => client.setQueryData(keys.transactions, answer) });
  const error = errorOfLast(open, cancel, ask);
  return (
    <Panel title={m.payments_pending()} lead={attempt ? m.payments_pending_lead({ method: attempt.method, at: formatMoment(attempt.expires_at) }) : undefined}>
      {attempt?.qr_svg ? (
        <div className={styles.qrBox}>
          <Qr svg={attempt.qr_svg} />
          <p className={styles.qrWords}>{m.payments_qr_hint()}</p>
        </div>
      ) : (
        <p>{m.payments_browser_hint()}</p>
      )}
      <Working>{m.payments_waiting()}</Working>
      {attempt ? <p className={styles.hint}>{m.payments_reference({ reference: attempt.reference })}</p> : null}
      {error ? (
        <Banner tone="bad" announce="alert">
          {error.message}
        </Banner>
      ) : null}
      <div className={styles.actions}>
        {attempt?.pay_url ? (
          <Button kind="primary" icon={ExternalLink} onPress={() => open.mutate(undefined)}>
            {m.payments_open_bank()}
          </Button>
        ) : null}
        <Button icon={RefreshCw} onPress={() => ask.mutate(undefined)} busy={ask.isPending && m.payments_refreshing()}>
          {m.payments_refresh()}
        </Button>
        {attempt ? (
          <Button kind="quiet" icon={XCircle} onPress={() => cancel.mutate(undefined)} busy={cancel.isPending && m.payments_cancelling()}>
            {m.payments_cancel()}
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}
