import { FilePlus2, FolderOpen } from "lucide-react";
import { createContext, useCallback, useContext, useMemo, useRef, useState } from "react";
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
import { useToday } from "#/text/day";
import { formatCount, formatDate, formatDateTime, formatTime, today } from "#/text/format";
import { dossierState, moneyState } from "./words";
import { isNarrowed, narrowOf, readView, useKept, type ListColumn } from "./listView";
import { ListTools } from "./ListTools";
import { SelectedBar } from "./SelectedBar";
import styles from "./list.module.css";

/** Hồ sơ: drafts and what has been sent, newest change first. */
export default function DossiersPage() {
  const go = useGo();
  const query = useQueryParams();
  const view = useMemo(() => readView(query), [query]);
  const { filter } = view;
  const [text, setText] = useState("");
  const typed = useRef("");
  const textNow = useCallback(() => typed.current, []);
  const list = useDossiers(filter, text, narrowOf(view));
  const rows = useRows(list.data?.pages);
  const counts = list.data?.pages[0]?.counts;
  const count = (value: number | undefined) => (value ? formatCount(value) : null);
  const shown = useKept().columns;
  const day = useToday();
  const [chosen, setChosen] = useState<ReadonlyMap<string, DossierRow>>(new Map());
  // What is shown of the chosen is as it stands now; what is not shown stays chosen as it was.
  const chosenRows = [...chosen.values()].map((row) => rows.find((now) => now.id === row.id) ?? row);
  const last = useRef<number | null>(null);
  const clear = () => setChosen(new Map());

  const choose = (row: DossierRow, index: number, through: boolean) => {
    const on = !chosen.has(row.id);
    const next = new Map(chosen);
    const from = through ? (last.current ?? index) : index;
    for (const one of rows.slice(Math.min(from, index), Math.max(from, index) + 1)) {
      if (on) next.set(one.id, one);
      else next.delete(one.id);
    }
    last.current = index;
    setChosen(next);
  };
  const all = rows.length > 0 && rows.every((row) => chosen.has(row.id));
  const chooseAll = () => setChosen(all ? new Map() : new Map(rows.map((row) => [row.id, row])));

  const columns = useMemo(() => columnsOf(filter, shown, day), [filter, shown, day]);
  const open = useCallback((row: DossierRow) => go(places.dossier(row.id)), [go]);

  return (
    <Page fill>
      <PageHeader
        title={m.dossier_list_title()}
        actions={
          <>
            <div className={styles.find}>
              <TextField
                label={m.dossier_find()}
                placeholder={m.dossier_find_hint()}
                onValue={(value) => {
                  typed.current = value;
                  setText(value);
                }}
              />
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
          onChange={(next) => {
            clear();
            go(places.dossiersOf(next), { replace: true });
          }}
          items={[
            { id: "unsent", label: m.dossier_filter_unsent(), count: count(counts?.unsent) },
            { id: "sent", label: m.dossier_filter_sent(), count: count(counts?.sent) },
            { id: "supplement", label: m.dossier_filter_supplement(), count: count(counts?.supplement) },
            { id: "all", label: m.dossier_filter_all() },
          ]}
        >
          {chosen.size > 0 ? <SelectedBar rows={chosenRows} onClear={clear} /> : <ListTools view={view} text={textNow} />}
          {list.error ? (
            <Banner tone="bad">{list.error.message}</Banner>
          ) : list.isPending ? (
            <Skeleton words={m.dossier_list_loading()} />
          ) : rows.length === 0 ? (
            <Nothing filter={filter} text={text} narrowed={isNarrowed(view)} />
          ) : (
            <Choosing value={{ chosen, all, choose, chooseAll }}>
              <DataTable
                label={m.dossier_list_title()}
                className={styles.table}
                columns={columns}
                rows={rows}
                rowKey={idOf}
                rowHeight={62}
                onOpen={open}
                onToggle={(row, index) => choose(row, index, false)}
                total={list.hasNextPage ? rows.length + 1 : rows.length}
                onEndNear={() => {
                  if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
                }}
                more={list.isFetchingNextPage ? <Working>{m.dossier_list_loading()}</Working> : null}
              />
            </Choosing>
          )}
        </Tabs>
      </div>
    </Page>
  );
}

const idOf = (row: DossierRow) => row.id;

/** What is chosen in the list; told past the table, whose rows are not drawn anew for it. */
interface Chosen {
  chosen: ReadonlyMap<string, DossierRow>;
  all: boolean;
  choose: (row: DossierRow, index: number, through: boolean) => void;
  chooseAll: () => void;
}

const Choosing = createContext<Chosen>({ chosen: new Map(), all: false, choose: () => undefined, chooseAll: () => undefined });

function TickAll() {
  const { chosen, all, chooseAll } = useContext(Choosing);
  return <Tick label={m.dossier_select_all()} on={all} some={chosen.size > 0 && !all} onChange={chooseAll} />;
}

function TickRow({ row, index }: { row: DossierRow; index: number }) {
  const { chosen, choose } = useContext(Choosing);
  return <Tick label={m.dossier_select_one({ name: row.applicant_name || m.dossier_no_applicant() })} on={chosen.has(row.id)} onChange={(through) => choose(row, index, through)} />;
}

/** A tick in a row: the browser's own, since hundreds pass by in a second of scrolling. With Shift it ticks all from the last. */
function Tick({ label, on, some = false, onChange }: { label: string; on: boolean; some?: boolean; onChange: (through: boolean) => void }) {
  return (
    <label className={styles.tick}>
      <input
        type="checkbox"
        aria-label={label}
        checked={on}
        ref={(input) => {
          if (input) input.indeterminate = some;
        }}
        onChange={(event) => onChange((event.nativeEvent as MouseEvent).shiftKey)}
      />
    </label>
  );
}

/** Drafts have no code and no due date yet. */
function columnsOf(filter: DossierFilter, shown: readonly ListColumn[], day: string): readonly Column<DossierRow>[] {
  const sent = filter !== "unsent";
  const columns: (Column<DossierRow> & { id: ListColumn | "choose" | "who" })[] = [
    { id: "choose", header: <TickAll />, width: "2.75rem", cell: (row, _lead, index) => <TickRow row={row} index={index} /> },
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
    ...(sent ? [{ id: "code" as const, header: m.dossier_column_code(), width: "14.5rem", cell: (row: DossierRow) => <span className={styles.figures}>{row.code ?? "–"}</span> }] : []),
    { id: "state", header: m.dossier_column_state(), width: "14.5rem", cell: (row) => <States row={row} withMoney={!shown.includes("money")} /> },
    { id: "money", header: m.dossier_column_money(), width: "11rem", cell: (row) => <Money row={row} /> },
    ...(sent ? [{ id: "due" as const, header: m.dossier_column_due(), width: "7rem", cell: (row: DossierRow) => <span className={styles.figures}>{row.due_on ? formatDate(row.due_on) : "–"}</span> }] : []),
    { id: "changed", header: m.dossier_column_changed(), width: sent ? "6.75rem" : "12rem", cell: (row) => <span className={styles.changed}>{shortly(row.changed_at, day, sent ? formatDate : formatDateTime)}</span> },
  ];
  return columns.filter(({ id }) => id === "choose" || id === "who" || shown.includes(id));
}

/** The time of what is of this day; what is older as told. */
function shortly(moment: string, day: string, older: (moment: string) => string): string {
  return today(new Date(moment)) === day ? formatTime(moment) : older(moment);
}

function States({ row, withMoney }: { row: DossierRow; withMoney: boolean }) {
  const state = dossierState(row);
  const money = moneyState(row.money);
  return (
    <span className={styles.states}>
      <StatusBadge tone={state.tone}>{state.words}</StatusBadge>
      {row.elsewhere ? <StatusBadge tone="warn">{m.dossier_elsewhere_row()}</StatusBadge> : null}
      {withMoney && money && row.money !== "paid" ? <StatusBadge tone={money.tone}>{money.words}</StatusBadge> : null}
    </span>
  );
}

function Money({ row }: { row: DossierRow }) {
  const money = moneyState(row.money);
  return money ? <StatusBadge tone={money.tone}>{money.words}</StatusBadge> : <span className={styles.figures}>–</span>;
}

function Nothing({ filter, text, narrowed }: { filter: DossierFilter; text: string; narrowed: boolean }) {
  if (text) {
    return (
      <EmptyState icon={FolderOpen} title={m.dossier_none_found({ text })}>
        {m.dossier_none_found_hint()}
      </EmptyState>
    );
  }
  if (narrowed) {
    return (
      <EmptyState icon={FolderOpen} title={m.dossier_narrow_none()}>
        {m.dossier_narrow_none_hint()}
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
