import { FilePlus2, FolderOpen } from "lucide-react";
import { useMemo, useState } from "react";
import { places, useGo, useQueryParams } from "#/app/places";
import { useDossiers, useRows, type DossierFilter, type DossierRow } from "#/backend";
import { Banner } from "#/design/Banner";
import { LinkButton } from "#/design/Button";
import { DataTable, type Column } from "#/design/DataTable";
import { EmptyState } from "#/design/EmptyState";
import { Page, PageHeader } from "#/design/Page";
import { Working } from "#/design/Progress";
import { Skeleton } from "#/design/Skeleton";
import { Tabs } from "#/design/Tabs";
import { StatusBadge } from "#/design/Tag";
import { TextField } from "#/design/TextField";
import { m } from "#/messages/generated/messages.js";
import { formatCount, formatDate, formatMoment, formatTime, isToday } from "#/text/format";
import { dossierState, moneyState } from "./words";
import styles from "./list.module.css";

const filters: readonly DossierFilter[] = ["unsent", "sent", "supplement", "all"];

/** Hồ sơ: drafts and what has been sent, newest change first. */
export default function DossiersPage() {
  const go = useGo();
  const query = useQueryParams();
  const filter = filters.find((one) => one === query.filter) ?? "unsent";
  const [text, setText] = useState("");
  const list = useDossiers(filter, text);
  const rows = useRows(list.data?.pages);
  const counts = list.data?.pages[0]?.counts;
  const count = (value: number | undefined) => (value ? formatCount(value) : null);
  const columns = useMemo(() => columnsOf(filter), [filter]);

  return (
    <Page fill>
      <PageHeader
        title={m.dossier_list_title()}
        actions={
          <>
            <div className={styles.find}>
              <TextField label={m.dossier_find()} placeholder={m.dossier_find_hint()} onValue={setText} />
            </div>
            <LinkButton kind="primary" icon={FilePlus2} href={places.search}>
              {m.dossier_new()}
            </LinkButton>
          </>
        }
      />
      <div className={styles.tabs}>
        <Tabs
          label={m.dossier_list_title()}
          value={filter}
          onChange={(next) => go(places.dossiersOf(next), { replace: true })}
          items={[
            { id: "unsent", label: m.dossier_filter_unsent(), count: count(counts?.unsent) },
            { id: "sent", label: m.dossier_filter_sent(), count: count(counts?.sent) },
            { id: "supplement", label: m.dossier_filter_supplement(), count: count(counts?.supplement) },
            { id: "all", label: m.dossier_filter_all() },
          ]}
        >
          {list.error ? (
            <Banner tone="bad">{list.error.message}</Banner>
          ) : list.isPending ? (
            <Skeleton words={m.dossier_list_loading()} />
          ) : rows.length === 0 ? (
            <Nothing filter={filter} text={text} />
          ) : (
            <DataTable
              label={m.dossier_list_title()}
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id}
              rowHeight={62}
              onOpen={(row) => go(places.dossier(row.id))}
              total={list.hasNextPage ? rows.length + 1 : rows.length}
              onEndNear={() => {
                if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
              }}
              more={list.isFetchingNextPage ? <Working>{m.dossier_list_loading()}</Working> : null}
            />
          )}
        </Tabs>
      </div>
    </Page>
  );
}

/** Drafts have no code and no due date yet. */
function columnsOf(filter: DossierFilter): readonly Column<DossierRow>[] {
  const sent = filter !== "unsent";
  return [
    {
      id: "who",
      header: m.dossier_column_who(),
      isRowHeader: true,
      cell: (row, lead) => (
        <a {...lead} className={styles.link} href={places.dossier(row.id)}>
          <span className={styles.name}>{row.applicant_name || m.dossier_no_applicant()}</span>
          <span className={styles.procedure} title={row.procedure_name}>{row.procedure_name}</span>
        </a>
      ),
    },
    ...(sent ? [{ id: "code", header: m.dossier_column_code(), width: "14.5rem", cell: (row: DossierRow) => <span className={styles.figures}>{row.code ?? "–"}</span> }] : []),
    { id: "state", header: m.dossier_column_state(), width: "14.5rem", cell: (row) => <States row={row} /> },
    ...(sent ? [{ id: "due", header: m.dossier_column_due(), width: "7rem", cell: (row: DossierRow) => <span className={styles.figures}>{row.due_on ? formatDate(row.due_on) : "–"}</span> }] : []),
    { id: "changed", header: m.dossier_column_changed(), width: sent ? "6.75rem" : "12rem", cell: (row) => <span className={styles.changed}>{sent ? shortly(row.changed_at) : formatMoment(row.changed_at)}</span> },
  ];
}

/** The time of today, the day of what is older. */
function shortly(moment: string): string {
  return isToday(moment) ? formatTime(moment) : formatDate(moment);
}

function States({ row }: { row: DossierRow }) {
  const state = dossierState(row);
  const money = moneyState(row.money);
  return (
    <span className={styles.states}>
      <StatusBadge tone={state.tone}>{state.words}</StatusBadge>
      {money && row.money !== "paid" ? <StatusBadge tone={money.tone}>{money.words}</StatusBadge> : null}
    </span>
  );
}

function Nothing({ filter, text }: { filter: DossierFilter; text: string }) {
  if (text) {
    return (
      <EmptyState icon={FolderOpen} title={m.dossier_none_found({ text })}>
        {m.dossier_none_found_hint()}
      </EmptyState>
    );
  }
  if (filter === "supplement") {
    return (
      <EmptyState icon={FolderOpen} title={m.dossier_none_supplement()}>
        {m.dossier_none_supplement_hint()}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={FolderOpen}
      title={filter === "sent" ? m.dossier_none_sent() : m.dossier_none()}
      actions={
        <LinkButton icon={FilePlus2} href={places.search}>
          {m.dossier_new()}
        </LinkButton>
      }
    >
      {m.dossier_none_hint()}
    </EmptyState>
  );
}
