import { useVirtualizer } from "@tanstack/react-virtual";
import { FilePlus2, FolderOpen } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { places, useGo, useQueryParams } from "#/app/places";
import { useDossiers, useRows, type DossierFilter, type DossierRow } from "#/backend";
import { LinkButton } from "#/design/Button";
import { Banner } from "#/design/Banner";
import { EmptyState } from "#/design/EmptyState";
import { Page, PageHeader } from "#/design/Page";
import { Skeleton } from "#/design/Skeleton";
import { StatusBadge } from "#/design/Tag";
import { Tabs } from "#/design/Tabs";
import { TextField } from "#/design/TextField";
import { m } from "#/messages/generated/messages.js";
import { formatCount, formatDate, formatMoment } from "#/text/format";
import { dossierState, moneyState } from "./words";
import styles from "./list.module.css";

const filters: readonly DossierFilter[] = ["unsent", "sent", "supplement", "all"];

/** Height of a row in rem before it has been measured. */
const ROW = 4.25;

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

  return (
    <Page fill>
      <PageHeader
        title={m.dossier_list_title()}
        actions={
          <LinkButton kind="primary" icon={FilePlus2} href={places.search}>
            {m.dossier_new()}
          </LinkButton>
        }
      />
      <div className={styles.find}>
        <TextField label={m.dossier_find()} hint={m.dossier_find_hint()} width="long" onValue={setText} />
      </div>
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
          <Rows rows={rows} more={list.hasNextPage && !list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
        )}
      </Tabs>
    </Page>
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
  return (
    <EmptyState
      icon={FolderOpen}
      title={filter === "sent" ? m.dossier_none_sent() : filter === "supplement" ? m.dossier_none_supplement() : m.dossier_none()}
      actions={
        filter === "supplement" ? null : (
          <LinkButton icon={FilePlus2} href={places.search}>
            {m.dossier_new()}
          </LinkButton>
        )
      }
    >
      {filter === "supplement" ? m.dossier_none_supplement_hint() : m.dossier_none_hint()}
    </EmptyState>
  );
}

function Rows({ rows, more, onMore }: { rows: readonly DossierRow[]; more: boolean; onMore: () => void }) {
  const scroll = useRef<HTMLDivElement>(null);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  // The list is drawn anew with every scroll anyway; nothing of it is worth remembering.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => ROW * rem, overscan: 8, getItemKey: (index) => rows[index]?.id ?? index });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 12) onMore();
  }, [more, last, rows.length, onMore]);
  return (
    <div ref={scroll} className={styles.scroll}>
      <ul className={styles.rows} style={{ height: virtual.getTotalSize() }} aria-label={m.dossier_list_title()}>
        {items.map((item) => {
          const row = rows[item.index];
          return row ? (
            <li key={item.key} ref={virtual.measureElement} data-index={item.index} className={styles.row} style={{ transform: `translateY(${item.start}px)` }} aria-setsize={rows.length} aria-posinset={item.index + 1}>
              <Row row={row} />
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}

function Row({ row }: { row: DossierRow }) {
  const state = dossierState(row);
  const money = moneyState(row.money);
  return (
    <a className={styles.link} href={places.dossier(row.id)}>
      <span className={styles.main}>
        <span className={styles.name}>{row.applicant_name || m.dossier_no_applicant()}</span>
        <span className={styles.procedure}>{row.procedure_name}</span>
      </span>
      <span className={styles.code}>{row.code ?? ""}</span>
      <span className={styles.states}>
        <StatusBadge tone={state.tone}>{state.words}</StatusBadge>
        {money && row.money !== "paid" ? <StatusBadge tone={money.tone}>{money.words}</StatusBadge> : null}
      </span>
      <span className={styles.when}>
        {row.due_on ? m.dossier_due({ date: formatDate(row.due_on) }) : null}
        <span className={styles.changed}>{m.dossier_changed({ at: formatMoment(row.changed_at) })}</span>
      </span>
    </a>
  );
}
