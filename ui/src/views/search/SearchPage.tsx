import { SearchX, Star } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { usePageKey } from "#/app/keys";
import { places, useGo, useQueryParams } from "#/app/places";
import { useDeskStatus, useRows, useSearch, type FacetCount, type NarrowKind, type SearchRow } from "#/backend";
import { Button, DataTable, EmptyState, Page, PageHeader, Select, Skeleton, Tag, type Column, type DataTableHandle } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatCount } from "#/text/format";
import { agencyTree } from "./agencyTree";
import { Marked } from "./Marked";
import { SearchField } from "./SearchField";
import { cleared, everything, narrowed, narrowNames, readAsked, writeAsked, type Asked } from "./asked";
import styles from "./SearchPage.module.css";
import { useFavourite } from "./useFavourite";
import { useStartDossier } from "./useStartDossier";

/**
 * Tìm thủ tục. What is asked stands in the address, so that it is there again after a look at a procedure and at the
 * next start; the address follows the typing, and another address from outside starts a new question.
 */
export default function SearchPage() {
  const address = writeAsked(readAsked(useQueryParams()));
  const [seen, setSeen] = useState(address);
  const [written, setWritten] = useState(address);
  const [start, setStart] = useState(address);
  if (address !== seen) {
    setSeen(address);
    // Not our own writing: somebody came here with another question.
    if (address !== written) setStart(address);
  }
  return <Search key={start} start={readAsked(Object.fromEntries(new URLSearchParams(start)))} onWrite={setWritten} />;
}

function Search({ start, onWrite }: { start: Asked; onWrite: (address: string) => void }) {
  const go = useGo();
  const status = useDeskStatus();
  const [asked, setAsked] = useState(start);
  const field = useRef<HTMLInputElement>(null);
  const table = useRef<DataTableHandle>(null);
  const result = useSearch(asked);
  const first = result.data?.pages[0];
  const rows = useRows(result.data?.pages);
  const all = useSearch(everything).data?.pages[0];
  const startDossier = useStartDossier();
  const favourite = useFavourite();
  const set = narrowed(asked);

  // The address is for coming back, not for each key: it follows when the typing rests.
  useEffect(() => {
    const timer = setTimeout(() => {
      const address = writeAsked(asked);
      // Who has opened a row meanwhile is on the way to another place and is not called back.
      if (address === writeAsked(start) || !window.location.hash.startsWith(places.search)) return;
      onWrite(address);
      go(`${places.search}${address}`, { replace: true });
    }, 400);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the address follows what is asked, nothing else
  }, [asked]);

  const focusField = () => {
    field.current?.focus();
    field.current?.select();
  };
  usePageKey("F2", focusField);

  const open = (row: SearchRow) => go(places.procedure(row.code, row.gone_to ?? status.settings.edition));
  const change = (part: Partial<Asked>) => setAsked((before) => ({ ...before, ...part }));
  const loosen = (kinds: readonly NarrowKind[]) => change(Object.fromEntries(kinds.map((kind) => [kind, null])));

  return (
    <Page fill>
      <PageHeader title={m.search_title()} actions={
          <span className={styles.about}>
            {m.search_lead()} {first ? <Tag>{m.search_edition({ edition: first.edition })}</Tag> : null}
          </span>
        }
      />
      <div className={styles.ask} role="search" aria-label={m.search_title()}>
        <SearchField
          ref={field}
          defaultValue={start.text}
          onValue={(text) => change({ text })}
          onDown={() => table.current?.focusRow(0)}
          onEnter={() => {
            const best = rows[0];
            if (best) open(best);
          }}
        />
        <div className={styles.facets}>
          <Select
            id="search-agency"
            label={m.search_agency()}
            value={asked.agency ?? ""}
            onChange={(id) => change({ agency: id || null })}
            options={[{ value: "", label: m.search_agency_all() }, ...agencyTree(choices(all?.agencies, first?.agencies, asked.agency ?? null)).map(({ facet, depth }) => ({ value: facet.id, label: facet.name, count: formatCount(facet.count), depth }))]}
          />
          <Select
            id="search-sector"
            label={m.search_sector()}
            value={asked.sector ?? ""}
            onChange={(id) => change({ sector: id || null })}
            options={[{ value: "", label: m.search_sector_all() }, ...options(all?.sectors, first?.sectors, asked.sector ?? null)]}
          />
          <Select
            id="search-level"
            label={m.search_level()}
            value={asked.level == null ? "" : String(asked.level)}
            onChange={(id) => change({ level: id === "" ? null : Number(id) })}
            options={[{ value: "", label: m.search_level_all() }, ...options(all?.levels, first?.levels, asked.level == null ? null : String(asked.level))]}
          />
          <Select
            id="search-audience"
            label={m.search_audience()}
            value={asked.audience ?? ""}
            onChange={(id) => change({ audience: (id || null) as Asked["audience"] })}
            options={[{ value: "", label: m.search_audience_all() }, ...options(all?.audiences, first?.audiences, asked.audience ?? null)]}
          />
          <Select
            id="search-fee"
            label={m.search_fee()}
            value={asked.fee ?? ""}
            onChange={(id) => change({ fee: (id || null) as Asked["fee"] })}
            options={[{ value: "", label: m.search_fee_all() }, ...options(all?.fees, first?.fees, asked.fee ?? null)]}
          />
          <Select
            id="search-list"
            label={m.search_list()}
            value={asked.list ?? ""}
            onChange={(id) => change({ list: (id || null) as Asked["list"] })}
            options={[{ value: "", label: m.search_list_all() }, ...options(all?.lists, first?.lists, asked.list ?? null)]}
          />
        </div>
      </div>
      <ErrorBanner error={result.error} retry={() => void result.refetch()} />
      {first ? (
        <>
          <div className={styles.summary}>
            <p role="status" className={styles.count}>
              {m.search_count({ count: first.total })}
            </p>
            {set ? (
              <Button kind="quiet" size="small" onPress={() => setAsked(cleared)}>
                {m.search_loosen()}
              </Button>
            ) : null}
            <span className={styles.hint}>{m.search_keys_hint()}</span>
          </div>
          <DataTable
            ref={table}
            label={m.search_table()}
            rows={rows}
            rowKey={(row) => row.code}
            columns={columns({ mark: (row) => favourite.mutate({ code: row.code, on: !row.favourite }), asked: asked.text.trim() !== "", start: (row) => startDossier.mutate({ code: row.code, edition: status.settings.edition ?? null }), starting: startDossier.isPending ? startDossier.variables.code : null, edition: status.settings.edition })}
            onOpen={open}
            onToggle={(row) => favourite.mutate({ code: row.code, on: !row.favourite })}
            total={first.total}
            onEndNear={() => {
              if (result.hasNextPage && !result.isFetchingNextPage) void result.fetchNextPage();
            }}
            more={result.isFetchingNextPage ? m.search_more() : null}
            onLeaveTop={focusField}
            onType={() => field.current?.focus()}
            rowHeight={60}
            empty={
              <EmptyState
                icon={SearchX}
                title={m.search_none_title()}
                actions={
                  first.loosen_choices.length > 0 ? (
                    <Button onPress={() => loosen(first.loosen_choices)}>{m.search_loosen_only({ names: narrowNames(first.loosen_choices) })}</Button>
                  ) : set ? (
                    <Button onPress={() => setAsked(cleared)}>{m.search_loosen()}</Button>
                  ) : (
                    <Button onPress={focusField}>{m.search_field()}</Button>
                  )
                }
              >
                {first.loosen ?? m.search_none_text()}
              </EmptyState>
            }
          />
        </>
      ) : result.isPending ? (
        <Skeleton words={m.search_searching()} lines={6} />
      ) : null}
    </Page>
  );
}

/** The choices that leave rows, and the chosen one even when it leaves none (its name is among all). */
function choices(all: readonly FacetCount[] | undefined, now: readonly FacetCount[] | undefined, chosen: string | null): readonly FacetCount[] {
  if (!now || chosen === null || now.some((facet) => facet.id === chosen)) return now ?? [];
  const known = all?.find((facet) => facet.id === chosen);
  return [...now, { id: chosen, name: known?.name ?? chosen, parent: known?.parent ?? null, count: 0 }];
}

/** The choices with their counts. */
const options = (all: readonly FacetCount[] | undefined, now: readonly FacetCount[] | undefined, chosen: string | null) => choices(all, now, chosen).map((facet) => ({ value: facet.id, label: facet.name, count: formatCount(facet.count) }));

interface ColumnWork {
  mark: (row: SearchRow) => void;
  asked: boolean;
  start: (row: SearchRow) => void;
  starting: string | null;
  edition: string | null | undefined;
}

function columns({ mark, asked, start, starting, edition }: ColumnWork): Column<SearchRow>[] {
  return [
    {
      id: "number",
      header: m.search_col_number(),
      width: "3.125rem",
      align: "end",
      cell: (row, _lead, index) => (
        <>
          <span className={styles.number}>{index + 1}</span>
          <button type="button" tabIndex={-1} className={styles.star} aria-pressed={row.favourite} aria-label={m.search_favourite_of({ name: row.name })} title={m.search_favourite()} onClick={() => mark(row)}>
            <Star aria-hidden="true" />
          </button>
        </>
      ),
    },
    { id: "code", header: m.search_col_code(), width: "7.875rem", cell: (row) => <Code code={row.display_code} /> },
    {
      id: "name",
      header: m.search_col_name(),
      isRowHeader: true,
      cell: (row, lead) => (
        <>
          <a href={places.procedure(row.code, row.gone_to ?? edition)} className={styles.name} {...lead}>
            <Marked text={row.name} ranges={row.highlights} />
          </a>
          {row.past ? <span className={styles.past}>{row.past}</span> : null}
          {asked ? <Why row={row} /> : null}
        </>
      ),
    },
    { id: "sector", header: m.search_col_sector(), width: "7.5rem", cell: (row) => row.sector },
    { id: "agency", header: m.search_col_agency(), width: "11rem", cell: (row) => row.agency },
    { id: "level", header: m.search_col_level(), width: "5.75rem", cell: (row) => (row.level === null ? <span className={styles.unknown}>{m.search_unknown()}</span> : m.search_level_of({ level: row.level })) },
    {
      id: "action",
      header: m.search_col_action(),
      width: "9.375rem",
      cell: (row) =>
        row.submittable ? (
          <Button size="small" onPress={() => start(row)} busy={starting === row.code && m.search_starting()} aria-label={m.search_submit_of({ name: row.name })}>
            {m.search_submit()}
          </Button>
        ) : (
          <span className={styles.unknown}>{m.search_not_submittable()}</span>
        ),
    },
  ];
}

/** A code, broken where its national part ends. */
function Code({ code }: { code: string }) {
  const national = /^\d+\.\d+(?=\.)/.exec(code)?.[0] ?? code;
  return (
    <span className={styles.code}>
      {national}
      <wbr />
      <span className={styles.codeRest}>{code.slice(national.length)}</span>
    </span>
  );
}

/** Why a row is here, for who asks. */
function Why({ row }: { row: SearchRow }) {
  const [open, setOpen] = useState(false);
  return (
    <span className={styles.why}>
      <button type="button" className={styles.whyButton} aria-expanded={open} aria-label={m.search_why_of({ name: row.name })} onClick={() => setOpen(!open)}>
        {m.search_why()}
      </button>
      {open ? <span className={styles.whyText}>{row.why}</span> : null}
    </span>
  );
}
