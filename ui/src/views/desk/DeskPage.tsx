import { CalendarClock, CircleCheckBig, FilePlus2, Search } from "lucide-react";
import { useId } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places } from "#/app/places";
import { useCommonProcedures, useDeskStatus, useDossiers, useOpenDossiers, useOutbox, useRows, useTransactions, type DossierRow, type OpenDossier } from "#/backend";
import { classes, EmptyState, LinkButton, Page, PageHeader, Panel, Skeleton, StatusBadge } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatCount, formatDate, formatMoment } from "#/text/format";
import styles from "./DeskPage.module.css";
import { MonthPanel } from "./MonthPanel";
import { dueNext, dueWords, todos, type Todo } from "./todo";

/** As many drafts as fit beside the rest; the list has them all. */
const DRAFTS = 5;
/** Due days ahead that are shown. */
const DUE = 5;

/** Bàn làm việc: what needs me now. */
export default function DeskPage() {
  const status = useDeskStatus();
  const outbox = useOutbox();
  const open = useOpenDossiers();
  const unsent = useDossiers("unsent", "");
  const transactions = useTransactions();
  const common = useCommonProcedures();
  const drafts = useRows(unsent.data?.pages).filter((row) => row.sync === "draft" || row.sync === "ready");
  const counts = unsent.data?.pages[0]?.counts;
  const list = todos({ status, outbox: outbox.data, open: open.data ?? [], transactions: transactions.data });
  const next = dueNext(open.data ?? []);
  const looked = outbox.data !== undefined && unsent.data !== undefined && open.data !== undefined;
  const error = outbox.error ?? unsent.error ?? open.error ?? transactions.error;

  return (
    <Page>
      <PageHeader
        title={m.desk_title()}
        actions={
          <LinkButton kind="primary" icon={Search} keys="F2" href={places.search}>
            {m.desk_find()}
          </LinkButton>
        }
      />
      <ErrorBanner error={error} />
      <div className={styles.columns}>
        <div className={styles.main}>
          <Panel title={m.desk_todo()} flush id="desk-todo">
            {!looked ? (
              <div className={styles.pad}>
                <Skeleton words={m.desk_loading()} />
              </div>
            ) : list.length === 0 ? (
              <EmptyState icon={CircleCheckBig} title={m.desk_todo_none()} />
            ) : (
              <ul className={styles.list}>
                {list.map((todo) => (
                  <TodoItem key={todo.id} todo={todo} />
                ))}
              </ul>
            )}
          </Panel>
          {next.length > 0 ? (
            <Panel
              title={m.desk_soon()}
              lead={m.desk_soon_lead()}
              flush
              id="desk-due"
            >
              <ul className={styles.list}>
                {next.slice(0, DUE).map((one) => (
                  <Due key={one.row.id} one={one} />
                ))}
              </ul>
            </Panel>
          ) : null}
          <Panel
            title={m.desk_drafts()}
            flush
            id="desk-drafts"
            actions={
              drafts.length > 0 ? (
                <LinkButton kind="quiet" size="small" href={places.dossiers}>
                  {m.desk_drafts_all()}
                </LinkButton>
              ) : null
            }
          >
            {unsent.data && drafts.length === 0 ? (
              <EmptyState
                icon={FilePlus2}
                title={m.desk_drafts_none()}
                actions={
                  <LinkButton icon={Search} href={places.search}>
                    {m.desk_find()}
                  </LinkButton>
                }
              >
                {m.desk_drafts_none_text()}
              </EmptyState>
            ) : (
              <ul className={styles.list}>
                {drafts.slice(0, DRAFTS).map((row) => (
                  <Draft key={row.id} row={row} />
                ))}
              </ul>
            )}
          </Panel>
        </div>
        <div className={styles.side}>
          <MonthPanel />
          <Panel title={m.desk_numbers()}>
            <ul className={styles.numbers}>
              <Figure label={m.desk_number_unsent()} count={counts?.unsent} href={places.dossiersOf("unsent")} />
              <Figure label={m.desk_number_sent()} count={counts?.sent} href={places.dossiersOf("sent")} />
              <Figure label={m.desk_number_supplement()} count={counts?.supplement} href={places.dossiersOf("supplement")} />
            </ul>
          </Panel>
          {common.data && common.data.length > 0 ? (
            <Panel title={m.desk_common()}>
              <ul className={styles.common}>
                {common.data.slice(0, 6).map((row) => (
                  <li key={row.code}>
                    <a href={places.procedure(row.code, status.settings.edition)}>{row.name}</a>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
        </div>
      </div>
    </Page>
  );
}

function TodoItem({ todo }: { todo: Todo }) {
  const id = useId();
  return (
    <li className={styles.item}>
      <span className={styles.state}>
        <StatusBadge tone={todo.tone}>{todo.state}</StatusBadge>
        {todo.when ? (
          <span className={classes(styles.when, todo.tone === "bad" && styles.pressing)}>
            <CalendarClock aria-hidden="true" />
            {todo.when}
          </span>
        ) : null}
      </span>
      <span className={styles.words}>
        <span className={styles.title} id={id}>
          {todo.title}
        </span>
        <span className={styles.detail}>{todo.detail}</span>
      </span>
      <LinkButton size="small" href={todo.href} aria-describedby={id}>
        {todo.action}
      </LinkButton>
    </li>
  );
}

function Due({ one }: { one: OpenDossier }) {
  const { row } = one;
  return (
    <li className={styles.item}>
      <span className={styles.day}>
        <strong>{row.due_on ? formatDate(row.due_on) : ""}</strong>
        <span className={styles.detail}>{dueWords(one)}</span>
      </span>
      <span className={styles.words}>
        <a className={styles.dueTitle} href={places.timeline(row.id)}>
          {row.procedure_name}
        </a>
        <span className={styles.detail}>{[row.code, row.applicant_name].filter(Boolean).join(" · ")}</span>
      </span>
    </li>
  );
}

function Draft({ row }: { row: DossierRow }) {
  const id = useId();
  return (
    <li className={styles.item}>
      <span className={styles.words}>
        <span className={styles.title} id={id}>
          {row.procedure_name}
        </span>
        <span className={styles.detail}>
          {row.applicant_name || m.desk_draft_no_name()} · {m.desk_draft_changed({ when: formatMoment(row.changed_at) })}
        </span>
      </span>
      <LinkButton size="small" href={places.dossier(row.id)} aria-describedby={id}>
        {m.desk_draft_go_on()}
      </LinkButton>
    </li>
  );
}

function Figure({ label, count, href }: { label: string; count: number | undefined; href: string }) {
  return (
    <li>
      <a href={href} className={styles.figure}>
        <span className={styles.count}>{count === undefined ? "…" : formatCount(count)}</span>
        <span>{label}</span>
      </a>
    </li>
  );
}
