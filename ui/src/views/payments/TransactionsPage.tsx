import { ReceiptText, RefreshCw } from "lucide-react";
import { useEffect } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { places } from "#/app/places";
import { desk, keys, useDo, useTransactions, type Transaction } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button, LinkButton } from "#/design/Button";
import { PlainTable } from "#/design/DataTable";
import { EmptyState } from "#/design/EmptyState";
import { Page, PageHeader } from "#/design/Page";
import { Skeleton } from "#/design/Skeleton";
import { StatusBadge, Tag } from "#/design/Tag";
import { m } from "#/messages/generated/messages.js";
import { formatDate, formatMoment, formatMoney } from "#/text/format";
import { moneyState } from "../dossier/words";
import { SaveReceipt } from "./SaveReceipt";
import styles from "./payments.module.css";

/** Trang cá nhân → Danh sách giao dịch. */
export default function TransactionsPage() {
  const client = useQueryClient();
  const { data, error } = useTransactions();
  const refresh = useDo(() => desk.transactions(true), { onSuccess: (answer) => client.setQueryData(keys.transactions, answer) });
  const { mutate } = refresh;
  // What the desk knows is shown at once; the portal is asked beside it.
  useEffect(() => mutate(undefined), [mutate]);
  return (
    <Page className={styles.page}>
      <PageHeader
        title={m.payments_title()}
        lead={data?.as_of ? m.payments_as_of({ at: formatMoment(data.as_of) }) : m.payments_lead()}
        back={{ href: places.profile, label: m.payments_back_to_profile() }}
        actions={
          <Button icon={RefreshCw} onPress={() => mutate(undefined)} busy={refresh.isPending && m.payments_refreshing()}>
            {m.payments_refresh()}
          </Button>
        }
      />
      {refresh.error && data?.as_of ? <Banner tone="info">{m.payments_not_refreshed({ why: refresh.error.message })}</Banner> : null}
      {error ? <Banner tone="bad">{error.message}</Banner> : null}
      {!data && !error ? <Skeleton words={m.payments_loading()} /> : null}
      {data?.rows.length === 0 ? (
        <EmptyState icon={ReceiptText} title={m.payments_none()}>
          {m.payments_none_hint()}
        </EmptyState>
      ) : null}
      {data && data.rows.length > 0 ? (
        <PlainTable
          label={m.payments_title()}
          className={styles.tableBox}
          head={[m.payments_dossier(), m.payments_what(), <span key="amount" className={styles.headRight}>{m.payments_amount()}</span>, m.payments_state(), m.payments_action()]}
        >
          {data.rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </PlainTable>
      ) : null}
    </Page>
  );
}

function Row({ row }: { row: Transaction }) {
  const state = moneyState(row.state);
  return (
    <tr>
      <th scope="row" className={styles.figures}>
        <a href={places.dossier(row.dossier)}>{row.dossier_code}</a>
        <span className={styles.under}>{formatDate(row.created_at)}</span>
      </th>
      <td className={styles.what}>
        <span className={styles.clamped} title={row.procedure_name}>
          {row.procedure_name}
        </span>
        <span className={`${styles.under} ${styles.clamped}`}>{row.lines.map((line) => line.name).join("; ")}</span>
      </td>
      <td className={`${styles.figures} ${styles.right}`}>
        <strong>{formatMoney(row.total)}</strong>
        {row.illustrative ? (
          <span className={styles.illustrative}>
            <Tag tone="gold">{m.dossier_illustrative()}</Tag>
          </span>
        ) : null}
      </td>
      <td className={styles.figures}>{state ? <StatusBadge tone={state.tone}>{state.words}</StatusBadge> : null}</td>
      <td className={styles.figures}>
        <RowAction row={row} />
      </td>
    </tr>
  );
}

/** What is left to do about an obligation: pay it, look at the try under way, keep the receipt, or nothing. */
function RowAction({ row }: { row: Transaction }) {
  const late = row.attempt?.state === "late";
  if (row.receipt) return <SaveReceipt id={row.id} size="small" />;
  switch (row.state) {
    case "none":
    case "refunded":
      return null;
    case "due":
    case "failed":
      return (
        <LinkButton kind={late ? "secondary" : "primary"} size="small" href={places.pay(row.id)}>
          {late ? m.payments_see_attempt() : m.payments_pay()}
        </LinkButton>
      );
    case "pending":
    case "paid":
      return (
        <LinkButton size="small" href={places.pay(row.id)}>
          {m.payments_see_attempt()}
        </LinkButton>
      );
  }
}
