import { ReceiptText, RefreshCw } from "lucide-react";
import { useEffect } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { places } from "#/app/places";
import { desk, keys, useDo, useTransactions, type Transaction } from "#/backend";
import { Banner } from "#/design/Banner";
import { Button, LinkButton } from "#/design/Button";
import { EmptyState } from "#/design/EmptyState";
import { Page, PageHeader } from "#/design/Page";
import { Skeleton } from "#/design/Skeleton";
import { StatusBadge, Tag } from "#/design/Tag";
import { toast } from "#/design/Toast";
import { m } from "#/messages/generated/messages.js";
import { formatDate, formatMoment, formatMoney } from "#/text/format";
import { moneyState } from "../dossier/words";
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
    <Page>
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
      {error ? <Banner tone="bad">{error.message}</Banner> : null}
      {!data && !error ? <Skeleton words={m.payments_loading()} /> : null}
      {data?.rows.length === 0 ? (
        <EmptyState icon={ReceiptText} title={m.payments_none()}>
          {m.payments_none_hint()}
        </EmptyState>
      ) : null}
      {data && data.rows.length > 0 ? (
        <div className={styles.tableBox}>
          <table className={styles.table}>
            <caption className="visually-hidden">{m.payments_title()}</caption>
            <thead>
              <tr>
                <th scope="col">{m.payments_dossier()}</th>
                <th scope="col">{m.payments_what()}</th>
                <th scope="col" className={styles.right}>
                  {m.payments_amount()}
                </th>
                <th scope="col">{m.payments_state()}</th>
                <th scope="col">{m.payments_action()}</th>
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </Page>
  );
}

function Row({ row }: { row: Transaction }) {
  const state = moneyState(row.state);
  return (
    <tr>
      <td>
        <a href={places.dossier(row.dossier)} className={styles.code}>
          {row.dossier_code}
        </a>
        <span className={styles.under}>{formatDate(row.created_at)}</span>
      </td>
      <td>
        {row.procedure_name}
        <span className={styles.under}>{row.lines.map((line) => line.name).join("; ")}</span>
      </td>
      <td className={styles.right}>
        <strong>{formatMoney(row.total)}</strong>
        {row.illustrative ? <Tag tone="gold">{m.dossier_illustrative()}</Tag> : null}
      </td>
      <td>{state ? <StatusBadge tone={state.tone}>{state.words}</StatusBadge> : null}</td>
      <td>
        <div className={styles.actions}>
          {row.state === "paid" ? (
            <SaveReceipt id={row.id} />
          ) : (
            <LinkButton kind="primary" size="small" href={places.pay(row.id)}>
              {row.state === "pending" ? m.payments_see_attempt() : m.payments_pay()}
            </LinkButton>
          )}
        </div>
      </td>
    </tr>
  );
}

/** Saves the receipt where the user says. */
export function SaveReceipt({ id, kind = "secondary" }: { id: string; kind?: "primary" | "secondary" }) {
  const save = useDo(() => desk.saveReceipt(id), {
    onSuccess: (name) => {
      if (name) toast({ text: m.payments_receipt_saved({ name }) });
    },
    onError: (error) => toast({ text: error.message, tone: "bad" }),
  });
  return (
    <Button kind={kind} size={kind === "primary" ? "normal" : "small"} icon={ReceiptText} onPress={() => save.mutate(undefined)} busy={save.isPending && m.payments_receipt_saving()}>
      {m.payments_receipt()}
    </Button>
  );
}
