import { useRef, useState } from "react";
import { MAIN_KEY, usePageKey } from "#/app/keys";
import { desk, useDo, type AttemptView, type PaymentMethod, type Transaction } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { RadioGroup } from "#/design/Choice";
import { Panel } from "#/design/Panel";
import { TextField } from "#/design/TextField";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { formatMoney } from "#/text/format";
import styles from "./payments.module.css";

/** Bank, e-wallet or QR, who pays, and the start of one attempt. */
export function Choose({ row, methods, put }: { row: Transaction; methods: readonly PaymentMethod[]; put: (transaction: Transaction) => void }) {
  const [method, setMethod] = useState(methods[0]?.id ?? null);
  const [payer, setPayer] = useState("");
  // Until the answer is there and drawn, a second press is the same press.
  const under = useRef(false);
  const start = useDo((chosen: string) => desk.startPayment(row.id, chosen, payer.trim() || null), {
    onSuccess: (transaction) => {
      put(transaction);
      // The page of the bank can be opened again from the next view.
      if (transaction.attempt?.pay_url) void desk.openPayment(transaction.attempt.uid).catch((error: Error) => toast({ text: error.message, tone: "bad" }));
    },
    onSettled: () => {
      under.current = false;
    },
  });
  function pay() {
    if (under.current || method === null) return;
    under.current = true;
    start.mutate(method);
  }
  usePageKey(MAIN_KEY, method === null ? null : pay);
  return (
    <Panel title={m.payments_method()} lead={m.payments_method_lead()}>
      {row.attempt ? (
        <Banner tone="warn" title={attemptWords(row.attempt)}>
          {[row.attempt.message, m.payments_try_again()].filter(Boolean).join(" ")}
        </Banner>
      ) : null}
      {methods.length === 0 ? <Banner tone="info">{m.payments_no_methods()}</Banner> : null}
      <RadioGroup label={m.payments_method_choose()} options={methods.map((one) => ({ value: one.id, label: one.name, hint: kindWords(one) }))} value={method} onChange={setMethod} />
      <TextField label={m.payments_payer()} hint={m.payments_payer_hint()} optional maxLength={200} onValue={setPayer} />
      {start.error ? (
        <Banner tone="bad" announce="alert">
          {start.error.message}
        </Banner>
      ) : null}
      <div className={styles.actions}>
        <Button kind="primary" size="large" keys={MAIN_KEY} onPress={pay} isDisabled={method === null} busy={start.isPending && m.payments_starting()}>
          {m.payments_start({ amount: formatMoney(row.total) })}
        </Button>
      </div>
    </Panel>
  );
}

function kindWords(method: PaymentMethod): string {
  switch (method.kind) {
    case "bank":
      return m.payments_kind_bank();
    case "wallet":
      return m.payments_kind_wallet();
    case "qr":
      return m.payments_kind_qr();
  }
}

/** How the try before this one ended. */
function attemptWords(attempt: AttemptView): string {
  switch (attempt.state) {
    case "pending":
      return m.payments_state_pending();
    case "paid":
      return m.payments_state_paid();
    case "failed":
      return m.payments_attempt_failed();
    case "cancelled":
      return m.payments_attempt_cancelled();
    case "expired":
      return m.payments_attempt_expired();
    case "late":
      return m.payments_attempt_late();
  }
}
