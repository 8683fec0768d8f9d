import { ExternalLink, XCircle } from "lucide-react";
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { places, usePathParams } from "#/app/places";
import { desk, keys, useDo, useTransactions, type AttemptView, type PaymentMethod, type Transaction, type Transactions } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button } from "#/design/Button";
import { RadioGroup } from "#/design/Choice";
import { Page, PageHeader } from "#/design/Page";
import { Facts, Panel } from "#/design/Panel";
import { Skeleton } from "#/design/Skeleton";
import { StatusBadge, Tag } from "#/design/Tag";
import { TextField } from "#/design/TextField";
import { m } from "#/messages/generated/messages.js";
import { formatDateTime, formatMoney, formatMoment } from "#/text/format";
import { moneyState } from "../dossier/words";
import { SaveReceipt } from "./TransactionsPage";
import styles from "./payments.module.css";

/** Thanh toán phí, lệ phí of one obligation. */
export default function PayPage() {
  const { obligation = "" } = usePathParams();
  const { data, error } = useTransactions();
  const row = data?.rows.find((one) => one.id === obligation);
  return (
    <Page width="normal">
      <PageHeader title={m.payments_pay()} lead={row?.procedure_name} back={{ href: places.transactions, label: m.payments_title() }} />
      {error ? <Banner tone="bad">{error.message}</Banner> : null}
      {!data && !error ? <Skeleton words={m.payments_loading()} /> : null}
      {data && !row ? <Banner tone="warn">{m.payments_gone()}</Banner> : null}
      {data && row ? <Obligation row={row} methods={data.methods} /> : null}
    </Page>
  );
}

function Obligation({ row, methods }: { row: Transaction; methods: readonly PaymentMethod[] }) {
  const state = moneyState(row.state);
  const attempt = row.attempt;
  return (
    <div className={styles.stack}>
      <Panel title={m.payments_fee_lines()} actions={state ? <StatusBadge tone={state.tone}>{state.words}</StatusBadge> : null}>
        <ul className={styles.lines}>
          {row.lines.map((line) => (
            <li key={line.fee} className={styles.line}>
              <span>{line.name}</span>
              <span className={styles.amount}>
                {formatMoney(line.amount)}
                {line.illustrative ? <Tag tone="gold">{m.dossier_illustrative()}</Tag> : null}
              </span>
            </li>
          ))}
          <li className={styles.total}>
            <span>{m.payments_total()}</span>
            <strong>{formatMoney(row.total)}</strong>
          </li>
        </ul>
        {row.illustrative ? <p className={styles.hint}>{m.payments_illustrative_hint()}</p> : null}
      </Panel>
      <Panel title={m.payments_beneficiary()}>
        <Facts
          items={[
            { name: m.payments_beneficiary_name(), value: row.beneficiary.name },
            { name: m.payments_beneficiary_account(), value: <span className={styles.code}>{row.beneficiary.account}</span> },
            { name: m.payments_beneficiary_bank(), value: row.beneficiary.bank },
            { name: m.payments_dossier(), value: <span className={styles.code}>{row.dossier_code}</span> },
          ]}
        />
      </Panel>
      {row.receipt ? (
        <Banner
          tone="good"
          announce="status"
          title={m.payments_paid({ number: row.receipt.number })}
          actions={<SaveReceipt id={row.id} kind="primary" />}
        >
          {m.payments_paid_detail({ name: row.receipt.payer_name, at: formatDateTime(row.receipt.issued_at) })}
        </Banner>
      ) : attempt?.state === "pending" ? (
        <Pending attempt={attempt} />
      ) : (
        <Choose row={row} methods={methods} last={attempt} />
      )}
    </div>
  );
}

function Choose({ row, methods, last }: { row: Transaction; methods: readonly PaymentMethod[]; last?: AttemptView | null }) {
  const client = useQueryClient();
  const [method, setMethod] = useState(methods[0]?.id ?? "");
  const [payer, setPayer] = useState("");
  const start = useDo(() => desk.startPayment(row.id, method, payer.trim() || null), {
    onSuccess: async (transaction) => {
      put(client, transaction);
      if (transaction.attempt?.pay_url) await desk.openPayment(transaction.attempt.uid);
    },
  });
  return (
    <Panel title={m.payments_method()} lead={m.payments_method_lead()}>
      <div className={styles.stack}>
        {last ? (
          <Banner tone="warn" title={attemptWords(last)}>
            {last.message ?? m.payments_try_again()}
          </Banner>
        ) : null}
        <RadioGroup
          label={m.payments_method_choose()}
          options={methods.map((one) => ({ value: one.id, label: one.name, hint: kindWords(one) }))}
          value={method}
          onChange={setMethod}
        />
        <TextField label={m.payments_payer()} hint={m.payments_payer_hint()} optional maxLength={200} width="long" onValue={setPayer} />
        {start.error ? (
          <Banner tone="bad" announce="alert">
            {start.error.message}
          </Banner>
        ) : null}
        <div className={styles.actions}>
          <Button kind="primary" onPress={() => start.mutate(undefined)} isDisabled={!method} busy={start.isPending && m.payments_starting()}>
            {m.payments_start()}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

/** An attempt whose outcome is not known yet; only the portal's word ends it. */
function Pending({ attempt }: { attempt: AttemptView }) {
  const client = useQueryClient();
  const open = useDo(() => desk.openPayment(attempt.uid));
  const cancel = useDo(() => desk.cancelPayment(attempt.uid), { onSuccess: (transaction) => put(client, transaction) });
  const error = open.error ?? cancel.error;
  return (
    <Panel title={m.payments_pending()} lead={m.payments_pending_lead({ at: formatMoment(attempt.expires_at) })}>
      <div className={styles.stack}>
        {attempt.qr_svg ? (
          <div className={styles.qrBox}>
            <img className={styles.qr} alt={m.payments_qr_alt()} src={qrAddress(attempt.qr_svg)} />
            <p>{m.payments_qr_hint()}</p>
          </div>
        ) : (
          <p className={styles.plain}>{m.payments_browser_hint()}</p>
        )}
        <p className={styles.hint}>{m.payments_reference({ reference: attempt.reference })}</p>
        {error ? (
          <Banner tone="bad" announce="alert">
            {error.message}
          </Banner>
        ) : null}
        <div className={styles.actions}>
          {attempt.pay_url ? (
            <Button kind="primary" icon={ExternalLink} onPress={() => open.mutate(undefined)}>
              {m.payments_open_bank()}
            </Button>
          ) : null}
          <Button icon={XCircle} onPress={() => cancel.mutate(undefined)} busy={cancel.isPending && m.payments_cancelling()}>
            {m.payments_cancel()}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

const qrAddress = (svg: string) => `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;

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

/** Puts the portal's newest word on one obligation into the list that is shown. */
function put(client: ReturnType<typeof useQueryClient>, transaction: Transaction): void {
  client.setQueryData<Transactions>(keys.transactions, (all) => (all ? { ...all, rows: all.rows.map((row) => (row.id === transaction.id ? transaction : row)) } : all));
}
