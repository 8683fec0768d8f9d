import { useQueryClient } from "@tanstack/react-query";
import { places, usePathParams } from "#/app/places";
import { keys, useTransactions, type PaymentMethod, type Transaction, type Transactions } from "#/backend";
import { Banner } from "#/design/Banner";
import { Page, PageHeader } from "#/design/Page";
import { Panel } from "#/design/Panel";
import { Skeleton } from "#/design/Skeleton";
import { StatusBadge, Tag } from "#/design/Tag";
import { m } from "#/messages/generated/messages.js";
import { formatDateTime, formatMoney } from "#/text/format";
import { Summary } from "../dossier/summaries";
import { moneyState } from "../dossier/words";
import { Choose } from "./Choose";
import { Pending } from "./Pending";
import { SaveReceipt } from "./SaveReceipt";
import styles from "./payments.module.css";

/** Thanh toán phí, lệ phí of one obligation: what is owed at the left, what to do about it at the right. */
export default function PayPage() {
  const { obligation = "" } = usePathParams();
  const client = useQueryClient();
  const { data, error } = useTransactions();
  const row = data?.rows.find((one) => one.id === obligation);
  /** The portal's newest word on this obligation goes into the list that is shown. */
  const put = (transaction: Transaction) =>
    client.setQueryData<Transactions>(keys.transactions, (all) => (all ? { ...all, rows: all.rows.map((one) => (one.id === transaction.id ? transaction : one)) } : all));
  return (
    <Page width="wide" className={styles.page}>
      <PageHeader title={m.payments_pay()} lead={row?.procedure_name} back={{ href: places.transactions, label: m.payments_title() }} />
      {error ? <Banner tone="bad">{error.message}</Banner> : null}
      {!data && !error ? <Skeleton words={m.payments_loading()} /> : null}
      {data && !row ? <Banner tone="warn">{m.payments_gone()}</Banner> : null}
      {data && row ? (
        <div className={styles.columns}>
          <Owed row={row} />
          <Standing row={row} methods={data.methods} put={put} />
        </div>
      ) : null}
    </Page>
  );
}

/** Fee lines, their sum and where the money goes. */
function Owed({ row }: { row: Transaction }) {
  const state = moneyState(row.state);
  return (
    <Panel title={m.payments_fee_lines()} actions={state ? <StatusBadge tone={state.tone}>{state.words}</StatusBadge> : null}>
      <ul className={styles.lines}>
        {row.lines.map((line) => (
          <li key={line.fee} className={styles.line}>
            <span className={styles.lineName}>{line.name}</span>
            <span className={styles.amount}>
              {line.illustrative ? <Tag tone="gold">{m.dossier_illustrative()}</Tag> : null}
              {formatMoney(line.amount)}
            </span>
          </li>
        ))}
        <li className={styles.total}>
          <span>{m.payments_total()}</span>
          <strong>{formatMoney(row.total)}</strong>
        </li>
      </ul>
      {row.illustrative ? <p className={styles.hint}>{m.payments_illustrative_hint()}</p> : null}
      <h3 className={styles.subtitle}>{m.payments_beneficiary()}</h3>
      <Summary
        items={[
          { name: m.payments_beneficiary_name(), value: row.beneficiary.name, columns: 12 },
          { name: m.payments_beneficiary_account(), value: <span className={styles.figures}>{row.beneficiary.account}</span>, columns: 6 },
          { name: m.payments_beneficiary_bank(), value: row.beneficiary.bank, columns: 6 },
          { name: m.payments_dossier(), value: <span className={styles.figures}>{row.dossier_code}</span>, columns: 12 },
        ]}
      />
    </Panel>
  );
}

/** What can be done now. A fee that is paid, or may be, is never offered for payment again. */
function Standing({ row, methods, put }: { row: Transaction; methods: readonly PaymentMethod[]; put: (transaction: Transaction) => void }) {
  switch (row.state) {
    case "paid":
      return (
        <Banner tone="good" announce="status" title={row.receipt ? m.payments_paid({ number: row.receipt.number }) : m.payments_state_paid()} actions={row.receipt ? <SaveReceipt id={row.id} kind="primary" /> : null}>
          {row.receipt ? m.payments_paid_detail({ name: row.receipt.payer_name, at: formatDateTime(row.receipt.issued_at) }) : m.payments_receipt_coming()}
        </Banner>
      );
    case "refunded":
      return (
        <Banner tone="info" title={m.payments_state_refunded()} actions={row.receipt ? <SaveReceipt id={row.id} /> : null}>
          {m.payments_refunded_detail()}
        </Banner>
      );
    case "none":
      return <Banner tone="info">{m.payments_nothing_owed()}</Banner>;
    case "pending":
      return <Pending attempt={row.attempt} put={put} />;
    case "due":
    case "failed":
      return row.attempt?.state === "late" ? (
        <Banner tone="warn" title={m.payments_attempt_late()}>
          {row.attempt.message ?? m.payments_late_detail()}
        </Banner>
      ) : (
        <Choose row={row} methods={methods} put={put} />
      );
  }
}
